// ---
// name: claims
// title: Claims that recur
// description: >-
//   Comparisons that recur in like words among the posts of rings of a run: who is set above whom,
//   how often, and where the claim was made first of all.
// category: profile
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [claim_id, text, better, worse, posts, accounts, rings, first, first_post, first_account, first_ring]
// identity: [claim_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0023]
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring)-[:MADE]->(c:Claim)
WITH c, collect(DISTINCT r.ring_id) AS rings
OPTIONAL MATCH (c)-[:PREFERS]->(b:Entity)
OPTIONAL MATCH (c)-[:DISPARAGES]->(w:Entity)
WITH c, rings, head(collect(b.name)) AS better, head(collect(w.name)) AS worse
RETURN c.claim_id AS claim_id, c.text AS text, better, worse, c.posts AS posts,
  c.accounts AS accounts, rings[..20] AS rings, c.first AS first, c.first_post AS first_post,
  c.first_account AS first_account, c.first_subject AS first_ring
ORDER BY posts DESC, claim_id SKIP $offset LIMIT $limit
