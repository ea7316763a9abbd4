// ---
// name: post-spread
// title: Who passed on a post
// description: >-
//   Reposts, quotes and replies of a post in the order of time, with the seconds since it was
//   published and whether their authors are members of rings.
// category: posts
// maturity: stable
// parameters:
//   - {name: post, type: string, required: true, minimum: 1, maximum: 500, description: id of the post}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, handle, name, at, relation, text, seconds, rings]
// identity: [post_id, relation]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (o:Post {post_id: $post})<-[s:REPOSTS|QUOTES|REPLIES_TO]-(p:Post)<-[:POSTED]-(a:Account)
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle, a.name AS name,
  p.created_at AS at, type(s) AS relation, p.text AS text,
  (p.created_at.epochMillis - o.created_at.epochMillis) / 1000.0 AS seconds,
  COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings
ORDER BY at, post_id, relation SKIP $offset LIMIT $limit
