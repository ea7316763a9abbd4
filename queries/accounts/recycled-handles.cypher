// ---
// name: recycled-handles
// title: Handles that went from one account to another
// description: >-
//   Handles that more than one account of a platform was seen with, one row for each of the
//   accounts, in the order of time. It can be a sold account, a name that was free again, or a
//   platform that gave out a new id; the handle alone does not tell which. Accounts that are
//   known by their handle alone are left out.
// category: accounts
// maturity: stable
// parameters:
//   - {name: platform, type: string, maximum: 50, description: only on this platform}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [handle, platform, accounts, account_id, name, present, first, last, handle_now]
// identity: [handle, platform, account_id]
// limits: {timeout_s: 30, rows: 1000}
// revision: 1
// ---
CALL () {
  MATCH (h:Handle) RETURN h.platform AS platform, h.handle AS lower
  UNION
  MATCH (a:Account) WHERE a.handle_lower IS NOT NULL
  WITH a.platform AS platform, a.handle_lower AS lower, count(a) AS accounts WHERE accounts > 1
  RETURN platform, lower
}
CALL (platform, lower) {
  MATCH (a:Account {handle_lower: lower})
  WHERE a.platform = platform AND a.account_id <> platform + ':@' + lower
  RETURN a, true AS present, a.handle_first AS first, a.handle_last AS last
  UNION ALL
  MATCH (:Handle {handle: lower, platform: platform})<-[f:FORMERLY]-(a:Account)
  RETURN a, false AS present, f.first AS first, f.last AS last
}
WITH platform, lower, collect({account: a, present: present, first: first, last: last}) AS holders
WHERE size(holders) > 1 AND ($platform IS NULL OR platform = $platform)
UNWIND holders AS holder
RETURN lower AS handle, platform, size(holders) AS accounts,
  holder.account.account_id AS account_id, holder.account.name AS name, holder.present AS present,
  holder.first AS first, holder.last AS last, holder.account.handle AS handle_now
ORDER BY accounts DESC, platform, handle, first, account_id SKIP $offset LIMIT $limit
