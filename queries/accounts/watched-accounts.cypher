// ---
// name: watched-accounts
// title: Accounts on a list
// description: >-
//   The accounts of a list with their posts here and the rings, of every run, that they are in;
//   those in most rings first. A handle on the list stands for every account that was seen with
//   it. `entry` is what the list names. Being on a list is no finding.
// category: accounts
// maturity: stable
// parameters:
//   - {name: list, type: string, required: true, maximum: 500, description: name of the list}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, platform, handle, name, entry, note, posts, rings, stub]
// identity: [account_id, entry]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:WatchList {name: $list})<-[on:ON_LIST]-(entry:Account)
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
RETURN a.account_id AS account_id, a.platform AS platform, a.handle AS handle, a.name AS name,
  entry.account_id AS entry, on.note AS note, COUNT { (a)-[:POSTED]->() } AS posts,
  COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings, coalesce(a.stub, false) AS stub
ORDER BY rings DESC, posts DESC, account_id, entry SKIP $offset LIMIT $limit
