MATCH (l:WatchList)<-[:ON_LIST]-(entry:Account) WHERE $list IS NULL OR l.name = $list
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
WITH DISTINCT l, a
MATCH (a)-[m:MEMBER_OF]->(r:Ring)
WHERE r.run = CASE $run WHEN 'latest' THEN
  head(COLLECT { MATCH (n:Run) RETURN n.run_id ORDER BY n.created_at DESC LIMIT 1 }) ELSE $run END
WITH DISTINCT r, l RETURN count(*) AS total
