// ---
// name: accounts-by-former-handle
// title: Who used a handle, now and before
// description: >-
//   Every account that was seen with a handle, in whatever case, now or before. A handle can be
//   given up and taken by somebody else: two rows are two accounts.
// category: accounts
// maturity: stable
// parameters:
//   - {name: handle, type: string, required: true, minimum: 1, maximum: 500, description: "the handle, with or without @"}
//   - {name: platform, type: string, maximum: 50, description: only on this platform}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, platform, name, handle, present, first, last, handle_now]
// identity: [account_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
WITH toLower(ltrim(trim($handle), '@')) AS wanted
CALL (wanted) {
  MATCH (a:Account {handle_lower: wanted})
  RETURN a, true AS present, a.handle AS handle, a.handle_first AS first, a.handle_last AS last
  UNION ALL
  MATCH (:Handle {handle: wanted})<-[f:FORMERLY]-(a:Account)
  RETURN a, false AS present, f.handle AS handle, f.first AS first, f.last AS last
}
WITH a, present, handle, first, last WHERE $platform IS NULL OR a.platform = $platform
RETURN a.account_id AS account_id, a.platform AS platform, a.name AS name, handle, present,
  first, last, a.handle AS handle_now
ORDER BY platform, first, account_id SKIP $offset LIMIT $limit
