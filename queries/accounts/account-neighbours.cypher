// ---
// name: account-neighbours
// title: Accounts tied to an account
// description: >-
//   The nearest co-members of an account in any run, the strongest first.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, run, ring, weight, p, shared, first, last]
// identity: [account_id, run]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (a:Account {account_id: $account})-[c:COORDINATED]-(b:Account)
RETURN b.account_id AS account_id, b.handle AS handle, b.name AS name, c.run AS run,
  c.ring AS ring, c.weight AS weight, c.p AS p, c.shared AS shared, c.first AS first, c.last AS last
ORDER BY weight DESC, account_id, run SKIP $offset LIMIT $limit
