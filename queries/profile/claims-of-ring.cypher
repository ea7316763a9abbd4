// ---
// name: claims-of-ring
// title: Comparisons of a ring
// description: >-
//   The claims that members of a ring make again and again: who is set above whom, and whether the
//   ring made it first.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [claim_id, text, better, worse, members, posts, share, first, first_of_all, made_first]
// identity: [claim_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0140.001]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[m:MADE]->(c:Claim)
OPTIONAL MATCH (c)-[:PREFERS]->(b:Entity)
OPTIONAL MATCH (c)-[:DISPARAGES]->(w:Entity)
WITH c, m, head(collect(b.name)) AS better, head(collect(w.name)) AS worse
RETURN c.claim_id AS claim_id, c.text AS text, better, worse, m.members AS members,
  m.posts AS posts, m.share AS share, m.first AS first, c.first AS first_of_all,
  coalesce(c.first_subject = $ring, false) AS made_first
ORDER BY posts DESC, claim_id SKIP $offset LIMIT $limit
