// ---
// name: ring-edges
// title: Backbone of a ring
// description: >-
//   The few nearest co-members of each member, the strongest first: enough to draw a ring, not
//   every pair. The evidence of any pair is the query pair-evidence.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 6000, minimum: 1, maximum: 20000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_a, account_b, weight, p, shared, first, last]
// identity: [account_a, account_b]
// limits: {timeout_s: 10, rows: 20000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(a:Account)-[c:COORDINATED {ring: $ring}]->(b:Account)
RETURN a.account_id AS account_a, b.account_id AS account_b, c.weight AS weight, c.p AS p,
  c.shared AS shared, c.first AS first, c.last AS last
ORDER BY weight DESC, account_a, account_b SKIP $offset LIMIT $limit
