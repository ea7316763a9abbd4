// ---
// name: ring-ties
// title: Backbone among the strongest members
// description: >-
//   The inferred COORDINATED relationships between members whose score is at least that of the
//   weakest account drawn, the strongest first.
// category: pages
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: least, type: number, default: 0, minimum: 0, maximum: 1, description: smallest score of both members}
//   - {name: limit, type: integer, default: 20000, minimum: 1, maximum: 40000, description: rows of one page}
// returns: [account_a, account_b, weight, shared]
// identity: [account_a, account_b]
// limits: {timeout_s: 10, rows: 40000}
// revision: 1
// ---
MATCH (r:Ring {ring_id: $ring})<-[m:MEMBER_OF]-(a:Account)
WHERE m.score >= $least
MATCH (a)-[c:COORDINATED {ring: $ring}]->(b:Account)-[n:MEMBER_OF]->(r)
WHERE n.score >= $least
RETURN a.account_id AS account_a, b.account_id AS account_b, c.weight AS weight, c.shared AS shared
ORDER BY weight DESC, account_a, account_b LIMIT $limit
