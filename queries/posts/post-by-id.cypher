// ---
// name: post-by-id
// title: One post
// description: >-
//   A post with its author, hashtags, pages and the post that it passes on or answers; its counters
//   are the latest that were seen, at observed_at. Source and line lead to the bytes received.
// category: posts
// maturity: stable
// parameters:
//   - {name: post, type: string, required: true, minimum: 1, maximum: 500, description: id of the post}
// returns: [post_id, account_id, handle, name, at, kind, text, lang, client, url, likes, reposts,
//   comments, views, observed_at, hashtags, urls, target_id, target_account, source, line, stub]
// identity: [post_id]
// limits: {timeout_s: 10, rows: 1}
// revision: 2
// ---
MATCH (p:Post {post_id: $post})
OPTIONAL MATCH (a:Account)-[:POSTED]->(p)
WITH p, head(collect(a)) AS a,
  head(COLLECT { MATCH (p)-[:REPOSTS|QUOTES|REPLIES_TO]->(t:Post) RETURN t ORDER BY t.post_id }) AS target
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle, a.name AS name,
  p.created_at AS at, p.kind AS kind, p.text AS text, p.lang AS lang, p.client AS client,
  p.url AS url, p.likes AS likes, p.reposts AS reposts, p.comments AS comments, p.views AS views,
  p.observed_at AS observed_at,
  COLLECT { MATCH (p)-[:TAGGED]->(h:Hashtag) RETURN h.tag ORDER BY h.tag } AS hashtags,
  COLLECT { MATCH (p)-[:LINKS_TO]->(u:Url) RETURN u.url ORDER BY u.url } AS urls,
  target.post_id AS target_id,
  head(COLLECT { MATCH (t:Account)-[:POSTED]->(target) RETURN t.account_id }) AS target_account,
  p.source AS source, p.offset AS line, p.stub AS stub
