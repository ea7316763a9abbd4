// ---
// name: claim-posts
// title: Posts that make a claim
// description: >-
//   Every post that makes a claim, by time, with the words that say so and whether its author is a
//   member of a ring.
// category: profile
// maturity: stable
// parameters:
//   - {name: claim, type: string, required: true, minimum: 1, maximum: 100, description: id of the claim}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, at, words, rings]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Claim {claim_id: $claim})<-[c:CLAIMS]-(p:Post)
WITH p, min(c.words) AS words
MATCH (a:Account)-[:POSTED]->(p)
RETURN p.post_id AS post_id, a.account_id AS account_id, p.created_at AS at, words,
  COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings
ORDER BY at, post_id SKIP $offset LIMIT $limit
