// ---
// name: bursts-of-account
// title: Evidence that an account took part in
// description: >-
//   The bursts of rings and groups in which an account posted, those where it is a member first; `member` says whether it
//   is a member of the ring or group (of tier audience-like), or only posted beside its members.
// category: pages
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: run, type: string, maximum: 100, description: only what this run concluded}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [burst_id, ring_id, tier, rank, signal, label, start, end, accounts, members, posts, own_posts,
//   first, member, q]
// identity: [burst_id, ring_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 3
// ---
MATCH (a:Account {account_id: $account})-[t:TOOK_PART]->(b:Burst)-[:EVIDENCE_OF]->(r:Ring)
WHERE $run IS NULL OR b.run = $run
RETURN b.burst_id AS burst_id, r.ring_id AS ring_id, r.tier AS tier, r.rank AS rank, b.signal AS signal, b.label AS label,
  b.start AS start, b.end AS end, b.accounts AS accounts, b.members AS members, b.posts AS posts,
  t.posts AS own_posts, t.first AS first, t.member AS member, b.q AS q
ORDER BY member DESC, start, burst_id SKIP $offset LIMIT $limit
