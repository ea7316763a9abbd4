// ---
// name: links-of-account
// title: Relations found by other tools
// description: >-
//   The accounts that another tool tied to an account: loaded as they were given, and no part of
//   what Marionet concludes. Weights are in the unit of that tool.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, direction, kind, weight, first, last]
// identity: [account_id, direction, kind]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (a:Account {account_id: $account})-[l:LINKED]-(b:Account)
RETURN b.account_id AS account_id, b.handle AS handle, b.name AS name,
  CASE WHEN startNode(l) = a THEN 'out' ELSE 'in' END AS direction, l.kind AS kind,
  l.weight AS weight, l.first AS first, l.last AS last
ORDER BY kind, weight DESC, account_id, direction SKIP $offset LIMIT $limit
