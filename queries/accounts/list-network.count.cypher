MATCH (:WatchList {name: $list})<-[:ON_LIST]-(entry:Account)
CALL (entry) {
  RETURN entry AS a
  UNION
  MATCH (a:Account {handle_lower: substring(entry.account_id, size(entry.platform) + 2)})
  WHERE entry.account_id = entry.platform + ':@' + a.handle_lower AND a.platform = entry.platform
  RETURN a
  UNION
  MATCH (a:Account)-[:FORMERLY]->(:Handle {handle_key: entry.account_id})
  RETURN a
}
WITH collect(DISTINCT a) AS watched
UNWIND watched AS a
MATCH (a)-[r:LINKED|COORDINATED]->(b:Account) WHERE b IN watched
RETURN count(r) AS total
