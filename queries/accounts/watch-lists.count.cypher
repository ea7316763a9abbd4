MATCH (l:WatchList) RETURN count(l) AS total
