// ---
// name: lists-of-account
// title: Lists that an account is on
// description: >-
//   The lists that somebody put an account on, or a handle that it was seen with: `entry` is
//   what the list names. Being on a list is no finding.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [list, note, entry]
// identity: [list, entry]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (a:Account {account_id: $account})
CALL (a) {
  RETURN a AS entry
  UNION
  MATCH (entry:Account {account_id: a.platform + ':@' + a.handle_lower}) RETURN entry
  UNION
  MATCH (a)-[:FORMERLY]->(h:Handle)
  MATCH (entry:Account {account_id: h.handle_key}) RETURN entry
}
MATCH (entry)-[on:ON_LIST]->(l:WatchList)
RETURN l.name AS list, on.note AS note, entry.account_id AS entry
ORDER BY list, entry SKIP $offset LIMIT $limit
