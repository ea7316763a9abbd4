// ---
// name: rings-with-common-objects
// title: Rings that push the same things
// description: >-
//   Pairs of rings of one run that shared the same hashtags, pages, posts or texts: perhaps one
//   client behind both.
// category: campaign
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: min_objects, type: integer, default: 1, minimum: 1, maximum: 10000, description: fewest objects in common}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [ring_a, ring_b, objects, examples]
// identity: [ring_a, ring_b]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(a:Ring {tier: 'ring'})-[:USED]->(o)<-[:USED]-(b:Ring {tier: 'ring', run: run_id})
WHERE a.ring_id < b.ring_id
WITH a, b, count(DISTINCT o) AS objects,
  collect(DISTINCT left(coalesce(o.tag, o.url, o.text, o.post_id), 80))[..5] AS examples
WHERE objects >= $min_objects
RETURN a.ring_id AS ring_a, b.ring_id AS ring_b, objects, examples
ORDER BY objects DESC, ring_a, ring_b SKIP $offset LIMIT $limit
