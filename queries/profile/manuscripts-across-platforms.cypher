// ---
// name: manuscripts-across-platforms
// title: Manuscripts on several platforms
// description: >-
//   Manuscripts of the rings of a run whose copies were published on more than one platform, with
//   the platforms in the order of their first copies.
// category: profile
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [manuscript_id, text, posts, platforms]
// identity: [manuscript_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0119.002]
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(:Ring)-[:PUBLISHED]->(m:Manuscript) WHERE m.platforms > 1
WITH DISTINCT m
MATCH (m)<-[:INSTANCE_OF]-(p:Post)
WITH m, p.platform AS platform, min(p.created_at) AS first, count(DISTINCT p) AS copies
  ORDER BY first
WITH m, collect(platform + ' ' + toString(first) + ' ' + toString(copies)) AS platforms
RETURN m.manuscript_id AS manuscript_id, m.text AS text, m.posts AS posts, platforms
ORDER BY posts DESC, manuscript_id SKIP $offset LIMIT $limit
