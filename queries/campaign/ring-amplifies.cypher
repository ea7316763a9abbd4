// ---
// name: ring-amplifies
// title: Whose posts a ring passes on
// description: >-
//   The authors whose posts the members repost or quote most, and how many members do.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, member, members, posts]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0049]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(m:Account)-[:POSTED]->(p:Post)
MATCH (p)-[:REPOSTS|QUOTES]->(:Post)<-[:POSTED]-(a:Account)
WHERE a <> m
WITH a, count(DISTINCT m) AS members, count(DISTINCT p) AS posts
RETURN a.account_id AS account_id, a.handle AS handle, a.name AS name,
  EXISTS { (a)-[:MEMBER_OF]->(:Ring {ring_id: $ring}) } AS member, members, posts
ORDER BY members DESC, posts DESC, account_id SKIP $offset LIMIT $limit
