// ---
// name: accounts-on-both-sides
// title: Accounts that speak for both sides
// description: >-
//   Accounts that post under two hashtags of communities that are set on each other: a person
//   stands on one side, hired accounts serve both.
// category: campaign
// maturity: stable
// parameters:
//   - {name: tag_a, type: string, required: true, minimum: 1, maximum: 300, description: hashtag of one side in canonical form}
//   - {name: tag_b, type: string, required: true, minimum: 1, maximum: 300, description: hashtag of the other side in canonical form}
//   - {name: min_posts, type: integer, default: 2, minimum: 1, maximum: 10000, description: fewest posts on each side}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, posts_a, posts_b, rings]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0079]
// revision: 1
// ---
MATCH (:Hashtag {tag: $tag_a})<-[:TAGGED]-(p:Post)<-[:POSTED]-(a:Account)
WITH a, count(p) AS posts_a WHERE posts_a >= $min_posts
MATCH (a)-[:POSTED]->(q:Post)-[:TAGGED]->(:Hashtag {tag: $tag_b})
WITH a, posts_a, count(q) AS posts_b WHERE posts_b >= $min_posts
RETURN a.account_id AS account_id, a.handle AS handle, a.name AS name, posts_a, posts_b,
  COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings
ORDER BY CASE WHEN posts_a < posts_b THEN posts_a ELSE posts_b END DESC, account_id
SKIP $offset LIMIT $limit
