MATCH (l:WatchList) WHERE EXISTS { (l)<-[:ON_LIST]-() } RETURN count(l) AS total
