MATCH (l:WatchList {name: $list})<-[:ON_LIST]-(a:Account)-[r:LINKED|COORDINATED]->(b:Account)
WHERE EXISTS { (b)-[:ON_LIST]->(l) }
RETURN count(r) AS total
