// ---
// name: hashtags-driven
// title: Hashtags that rings drive
// description: >-
//   For each hashtag that the rings of a run used: how many of all its posts came from their
//   members. A share near 1 is a hashtag that lives by the rings alone. A post of a member of two
//   rings counts twice.
// category: campaign
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [tag, rings, members, ring_posts, posts, share]
// identity: [tag]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0049]
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring {tier: 'ring'})-[u:USED]->(h:Hashtag)
WITH h, count(DISTINCT r) AS rings, sum(u.members) AS members, sum(u.posts) AS ring_posts
WITH h, rings, members, ring_posts, COUNT { (h)<-[:TAGGED]-() } AS posts
RETURN h.tag AS tag, rings, members, ring_posts, posts,
  CASE posts WHEN 0 THEN null ELSE round(1.0 * ring_posts / posts, 4) END AS share
ORDER BY ring_posts DESC, tag SKIP $offset LIMIT $limit
