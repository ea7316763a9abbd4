// ---
// name: watched-in-rings
// title: Rings with accounts that are on a list
// description: >-
//   Which rings of a run have members that are on a list, how many, and the 20 that are tied to
//   the ring the most. A handle on the list stands for every account that was seen with it.
//   Candidates that look like an audience are told by their tier.
// category: accounts
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: list, type: string, maximum: 500, description: only this list}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [ring_id, tier, rank, accounts, list, watched, account_ids]
// identity: [ring_id, list]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
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
WITH r, l, a, m ORDER BY m.score DESC, a.account_id
WITH r, l, collect(a.account_id) AS watched
RETURN r.ring_id AS ring_id, r.tier AS tier, r.rank AS rank, r.accounts AS accounts, l.name AS list,
  size(watched) AS watched, watched[..20] AS account_ids
ORDER BY CASE tier WHEN 'ring' THEN 0 ELSE 1 END, watched DESC, rank, ring_id, list
SKIP $offset LIMIT $limit
