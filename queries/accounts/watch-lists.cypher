// ---
// name: watch-lists
// title: Lists of accounts
// description: >-
//   The lists that were handed over, with how many accounts or handles each names and how many
//   accounts behind them have posts here or are in a ring of any run. A handle on the list
//   stands for every account that was seen with it. Being on a list is no finding.
// category: accounts
// maturity: stable
// parameters:
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [list, entries, with_posts, in_rings]
// identity: [list]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (l:WatchList)
WITH l, COUNT { (l)<-[:ON_LIST]-(:Account) } AS entries ORDER BY entries DESC, l.name
SKIP $offset LIMIT $limit
MATCH (l)<-[:ON_LIST]-(entry:Account)
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
WITH DISTINCT l, entries, a
RETURN l.name AS list, entries,
  sum(CASE WHEN EXISTS { (a)-[:POSTED]->() } THEN 1 ELSE 0 END) AS with_posts,
  sum(CASE WHEN EXISTS { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } THEN 1 ELSE 0 END) AS in_rings
ORDER BY entries DESC, list
