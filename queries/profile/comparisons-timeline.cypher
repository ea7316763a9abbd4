// ---
// name: comparisons-timeline
// title: Comparisons of a ring over time
// description: >-
//   Posts of members of a ring that make its claims, by day (UTC).
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [day, posts, members, claims]
// identity: [day]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (r:Ring {ring_id: $ring})-[:MADE]->(c:Claim)<-[:CLAIMS]-(p:Post)<-[:POSTED]-(a:Account)
WHERE EXISTS { (a)-[:MEMBER_OF]->(r) } AND p.created_at IS NOT NULL
WITH date(p.created_at) AS day, p, a, c
RETURN day, count(DISTINCT p) AS posts, count(DISTINCT a) AS members, count(DISTINCT c) AS claims
ORDER BY day SKIP $offset LIMIT $limit
