// ---
// name: list-network
// title: Network of a list
// description: >-
//   What ties the accounts of a list to one another: relations that another tool found (LINKED)
//   and, inferred, nearest co-members in a ring of any run (COORDINATED). A handle on the list
//   stands for every account that was seen with it.
// category: accounts
// maturity: stable
// parameters:
//   - {name: list, type: string, required: true, maximum: 500, description: name of the list}
//   - {name: limit, type: integer, default: 2000, minimum: 1, maximum: 20000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_a, account_b, relation, kind, weight]
// identity: [account_a, account_b, relation, kind]
// limits: {timeout_s: 20, rows: 20000}
// revision: 1
// ---
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
RETURN a.account_id AS account_a, b.account_id AS account_b, type(r) AS relation,
  coalesce(r.kind, r.ring) AS kind, r.weight AS weight
ORDER BY relation, weight DESC, account_a, account_b, kind SKIP $offset LIMIT $limit
