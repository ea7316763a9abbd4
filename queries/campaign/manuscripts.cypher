// ---
// name: manuscripts
// title: Black manuscripts
// description: >-
//   Texts that the rings of a run published in spun copies, the most copied first, with the share
//   of the copies that the recovered template explains and the first copy of all.
// category: campaign
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [manuscript_id, text, posts, accounts, coverage, slots, platforms, rings, first, last, first_post, first_account]
// identity: [manuscript_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0084.001]
// revision: 2
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring)-[:PUBLISHED]->(m:Manuscript)
WITH m, collect(r.ring_id) AS rings
RETURN m.manuscript_id AS manuscript_id, m.text AS text, m.posts AS posts,
  m.accounts AS accounts, m.coverage AS coverage, m.slots AS slots, m.platforms AS platforms,
  rings[..20] AS rings, m.first AS first, m.last AS last, m.first_post AS first_post,
  m.first_account AS first_account
ORDER BY posts DESC, manuscript_id SKIP $offset LIMIT $limit
