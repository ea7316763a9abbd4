// ---
// name: domains-pushed
// title: Sites that rings push
// description: >-
//   The sites whose pages the rings of a run linked to, with the number of pages and of posts.
// category: campaign
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [domain, rings, pages, members, posts]
// identity: [domain]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0049]
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring {tier: 'ring'})-[u:USED]->(page:Url)-[:ON]->(d:Domain)
RETURN d.domain AS domain, count(DISTINCT r) AS rings, count(DISTINCT page) AS pages,
  max(u.members) AS members, sum(u.posts) AS posts
ORDER BY posts DESC, domain SKIP $offset LIMIT $limit
