// ---
// name: ring-targets
// title: Whom a ring addresses
// description: >-
//   The accounts outside a ring that its members answer or name most: whom it attacks or courts.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, members, answers, mentions]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0048]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(m:Account)-[:POSTED]->(p:Post)
CALL (p) {
  MATCH (p)-[:REPLIES_TO]->(:Post)<-[:POSTED]-(a:Account) RETURN a, 1 AS answer, 0 AS mention
  UNION ALL
  MATCH (p)-[:MENTIONS]->(a:Account) RETURN a, 0 AS answer, 1 AS mention
}
WITH a, m, answer, mention WHERE NOT EXISTS { (a)-[:MEMBER_OF]->(:Ring {ring_id: $ring}) }
RETURN a.account_id AS account_id, a.handle AS handle, a.name AS name,
  count(DISTINCT m) AS members, sum(answer) AS answers, sum(mention) AS mentions
ORDER BY members DESC, answers + mentions DESC, account_id SKIP $offset LIMIT $limit
