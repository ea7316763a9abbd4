// ---
// name: ring-clients
// title: Software of a ring
// description: >-
//   The apps that the members post with. One rare app, or one for all, points at a machine.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [client, members, posts]
// identity: [client]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(m:Account)-[:POSTED]->(p:Post)
RETURN p.client AS client, count(DISTINCT m) AS members, count(p) AS posts
ORDER BY members DESC, posts DESC, client SKIP $offset LIMIT $limit
