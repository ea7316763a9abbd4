// ---
// name: account-posts
// title: Posts of an account
// description: >-
//   What an account posted, the newest first, with whom it passed on or answered.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: kind, type: string, enum: [original, repost, quote, reply, comment], description: only posts of this kind}
//   - {name: since, type: datetime, description: no earlier than this (UTC)}
//   - {name: until, type: datetime, description: before this (UTC)}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, at, kind, text, lang, client, url, likes, reposts, comments, views,
//   target_id, target_account]
// identity: [post_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (:Account {account_id: $account})-[:POSTED]->(p:Post)
WHERE ($kind IS NULL OR p.kind = $kind)
  AND ($since IS NULL OR p.created_at >= $since) AND ($until IS NULL OR p.created_at < $until)
WITH p ORDER BY p.created_at DESC, p.post_id SKIP $offset LIMIT $limit
OPTIONAL MATCH (p)-[:REPOSTS|QUOTES|REPLIES_TO]->(target:Post)
OPTIONAL MATCH (author:Account)-[:POSTED]->(target)
WITH p, head(collect(target.post_id)) AS target_id, head(collect(author.account_id)) AS target_account
RETURN p.post_id AS post_id, p.created_at AS at, p.kind AS kind, p.text AS text, p.lang AS lang,
  p.client AS client, p.url AS url, p.likes AS likes, p.reposts AS reposts,
  p.comments AS comments, p.views AS views, target_id, target_account
ORDER BY at DESC, post_id
