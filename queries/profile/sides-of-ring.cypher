// ---
// name: sides-of-ring
// title: Sides that members take
// description: >-
//   For each member of a ring the communities that it speaks for or against, the members with most
//   sides first.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, name, sides, posts, example]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0079]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(a:Account)-[s:TOOK_SIDE {ring: $ring}]->(e:Entity)
WITH a, collect(DISTINCT s.voice + ' ' + e.name) AS sides, sum(s.posts) AS posts, min(s.example) AS example
RETURN a.account_id AS account_id, a.name AS name, sides, posts, example
ORDER BY size(sides) DESC, posts DESC, account_id SKIP $offset LIMIT $limit
