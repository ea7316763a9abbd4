// ---
// name: account-handles
// title: Handles of an account over time
// description: >-
//   The handle that an account has and those that it had before, each with the first and the
//   last time it was seen with it; the present one first. What was never observed is not here.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [handle, present, first, last, others]
// identity: [handle]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (a:Account {account_id: $account})
CALL (a) {
  WITH a WHERE a.handle IS NOT NULL
  RETURN true AS present, a.handle AS handle, a.handle_lower AS lower, a.handle_first AS first,
    a.handle_last AS last
  UNION ALL
  MATCH (a)-[f:FORMERLY]->(h:Handle)
  RETURN false AS present, f.handle AS handle, h.handle AS lower, f.first AS first, f.last AS last
}
RETURN handle, present, first, last,
  COUNT { MATCH (b:Account {handle_lower: lower}) WHERE b <> a AND b.platform = a.platform
      AND b.account_id <> a.platform + ':@' + lower }
    + COUNT { MATCH (h:Handle {handle: lower})<-[:FORMERLY]-(b:Account)
      WHERE b <> a AND h.platform = a.platform } AS others
ORDER BY present DESC, last DESC, handle SKIP $offset LIMIT $limit
