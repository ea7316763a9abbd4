// ---
// name: nearest-of-account
// title: Accounts nearest to an account in one run
// description: >-
//   The nearest co-members of an account, the strongest first: inferred, not observed.
// category: pages
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: run, type: string, maximum: 100, description: only what this run concluded}
//   - {name: limit, type: integer, default: 10, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, ring, weight, shared]
// identity: [account_id, ring]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (a:Account {account_id: $account})-[c:COORDINATED]-(b:Account)
WHERE $run IS NULL OR c.run = $run
RETURN b.account_id AS account_id, b.handle AS handle, b.name AS name, c.ring AS ring,
  c.weight AS weight, c.shared AS shared
ORDER BY weight DESC, account_id, ring SKIP $offset LIMIT $limit
