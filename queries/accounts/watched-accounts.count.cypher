MATCH (:WatchList {name: $list})<-[on:ON_LIST]-(entry:Account)
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
RETURN count(a) AS total
