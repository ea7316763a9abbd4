// ---
// name: pair-evidence
// title: Posts of two accounts side by side
// description: >-
//   For each burst in which both took part, the first post of each and the seconds between them
//   (positive: the second account came later), which are no more exact than `precision` says.
// category: evidence
// maturity: stable
// parameters:
//   - {name: account_a, type: string, required: true, minimum: 1, maximum: 500, description: id of one account}
//   - {name: account_b, type: string, required: true, minimum: 1, maximum: 500, description: id of the other account}
//   - {name: run, type: string, description: only bursts of this run}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [burst_id, signal, object_id, label, at_a, post_a, text_a, at_b, post_b, text_b,
//   gap_s, precision, accounts]
// identity: [burst_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 3
// ---
MATCH (a:Account {account_id: $account_a})-[:TOOK_PART]->(b:Burst)<-[:TOOK_PART]-(c:Account {account_id: $account_b})
WHERE $run IS NULL OR b.run = $run
WITH a, c, b ORDER BY b.start, b.burst_id SKIP $offset LIMIT $limit
CALL (a, b) {
  MATCH (a)-[:POSTED]->(p:Post)-[:PROVES]->(b)
  RETURN p AS post_a ORDER BY p.created_at, p.post_id LIMIT 1
}
CALL (c, b) {
  MATCH (c)-[:POSTED]->(p:Post)-[:PROVES]->(b)
  RETURN p AS post_b ORDER BY p.created_at, p.post_id LIMIT 1
}
RETURN b.burst_id AS burst_id, b.signal AS signal, b.object_id AS object_id, b.label AS label,
  post_a.created_at AS at_a, post_a.post_id AS post_a, post_a.text AS text_a,
  post_b.created_at AS at_b, post_b.post_id AS post_b, post_b.text AS text_b,
  (post_b.created_at.epochMillis - post_a.created_at.epochMillis) / 1000.0 AS gap_s,
  CASE WHEN 'day' IN [post_a.precision, post_b.precision] THEN 'day'
    WHEN 'minute' IN [post_a.precision, post_b.precision] THEN 'minute' ELSE 'second' END AS precision,
  b.accounts AS accounts
ORDER BY at_a, burst_id
