// ---
// name: targets-timeline
// title: Naming of a target over time
// description: >-
//   Posts of members of a ring that name each entity, by day (UTC).
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [day, entity_id, name, posts, members]
// identity: [day, entity_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(a:Account)-[:POSTED]->(p:Post)-[:NAMES]->(e:Entity)
WHERE p.created_at IS NOT NULL
WITH date(p.created_at) AS day, e, p, a
RETURN day, e.entity_id AS entity_id, e.name AS name, count(DISTINCT p) AS posts,
  count(DISTINCT a) AS members
ORDER BY day, posts DESC, entity_id SKIP $offset LIMIT $limit
