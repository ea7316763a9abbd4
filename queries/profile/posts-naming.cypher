// ---
// name: posts-naming
// title: Posts of a ring that name somebody
// description: >-
//   Posts of members of a ring that name an entity, by time.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: entity, type: string, required: true, minimum: 1, maximum: 200, description: id of the entity}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, at, text, times]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(a:Account)-[:POSTED]->(p:Post)-[n:NAMES]->(:Entity {entity_id: $entity})
WITH DISTINCT p, a, n.count AS times
RETURN p.post_id AS post_id, a.account_id AS account_id, p.created_at AS at, p.text AS text, times
ORDER BY at, post_id SKIP $offset LIMIT $limit
