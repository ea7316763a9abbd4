// ---
// name: lists-of-account
// title: Lists that an account is on
// description: >-
//   The lists that somebody put an account on, with what the list says of it. Being on a list is
//   no finding.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [list, note]
// identity: [list]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (:Account {account_id: $account})-[on:ON_LIST]->(l:WatchList)
RETURN l.name AS list, on.note AS note ORDER BY list SKIP $offset LIMIT $limit
