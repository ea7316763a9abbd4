// ---
// name: rings-of-run
// title: Rings that a run found
// description: >-
//   The rings of one run, the most serious first; candidates that look like an audience follow,
//   with tier audience-like.
// category: rings
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: tier, type: string, enum: [ring, audience-like], description: only this tier}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [ring_id, run, tier, rank, accounts, bursts, posts, first, last, score, p, q,
//   median_hits, signals, reason]
// identity: [ring_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring)
WHERE $tier IS NULL OR r.tier = $tier
RETURN r.ring_id AS ring_id, r.run AS run, r.tier AS tier, r.rank AS rank, r.accounts AS accounts,
  r.bursts AS bursts, r.posts AS posts, r.first AS first, r.last AS last, r.score AS score,
  r.p AS p, r.q AS q, r.median_hits AS median_hits, r.signals AS signals, r.reason AS reason
ORDER BY CASE tier WHEN 'ring' THEN 0 ELSE 1 END, rank, ring_id SKIP $offset LIMIT $limit
