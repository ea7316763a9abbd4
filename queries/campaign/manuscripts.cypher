// ---
// name: manuscripts
// title: Black manuscripts
// description: >-
//   Texts that the rings of a run posted again and again in near-identical copies, the most
//   copied first.
// category: campaign
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [manuscript_id, text, posts, accounts, first, last, rings]
// identity: [manuscript_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0049]
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring)-[:USED]->(m:Manuscript)
WITH m, collect(DISTINCT r.ring_id) AS rings
RETURN m.manuscript_id AS manuscript_id, m.text AS text, m.posts AS posts,
  m.accounts AS accounts, m.first AS first, m.last AS last, rings[..20] AS rings
ORDER BY posts DESC, manuscript_id SKIP $offset LIMIT $limit
