MATCH (a:Account {account_id: $account})
CALL (a) {
  RETURN a AS entry
  UNION
  MATCH (entry:Account {account_id: a.platform + ':@' + a.handle_lower}) RETURN entry
  UNION
  MATCH (a)-[:FORMERLY]->(h:Handle)
  MATCH (entry:Account {account_id: h.handle_key}) RETURN entry
}
MATCH (entry)-[on:ON_LIST]->(l:WatchList)
RETURN count(on) AS total
