// ---
// name: list-network
// title: Network of a list
// description: >-
//   What ties the accounts of a list to one another: relations that another tool found (LINKED)
//   and, inferred, nearest co-members in a ring of any run (COORDINATED).
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
MATCH (l:WatchList {name: $list})<-[:ON_LIST]-(a:Account)-[r:LINKED|COORDINATED]->(b:Account)
WHERE EXISTS { (b)-[:ON_LIST]->(l) }
RETURN a.account_id AS account_a, b.account_id AS account_b, type(r) AS relation,
  coalesce(r.kind, r.ring) AS kind, r.weight AS weight
ORDER BY relation, weight DESC, account_a, account_b, kind SKIP $offset LIMIT $limit
