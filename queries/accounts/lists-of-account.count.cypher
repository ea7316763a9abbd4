MATCH (:Account {account_id: $account})-[:ON_LIST]->(l:WatchList) RETURN count(l) AS total
