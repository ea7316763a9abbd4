// ---
// name: watch-lists
// title: Lists of accounts
// description: >-
//   The lists that were handed over, with how many accounts each has and how many of those have
//   posts here or are in a ring of any run. Being on a list is no finding.
// category: accounts
// maturity: stable
// parameters:
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [list, accounts, with_posts, in_rings]
// identity: [list]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (l:WatchList)
WITH l, COUNT { (l)<-[:ON_LIST]-(:Account) } AS accounts ORDER BY accounts DESC, l.name
SKIP $offset LIMIT $limit
RETURN l.name AS list, accounts,
  COUNT { MATCH (l)<-[:ON_LIST]-(a:Account) WHERE EXISTS { (a)-[:POSTED]->() } } AS with_posts,
  COUNT { MATCH (l)<-[:ON_LIST]-(a:Account)
    WHERE EXISTS { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } } AS in_rings
ORDER BY accounts DESC, list
