// ---
// name: url-sharers
// title: Who shared a page
// description: >-
//   The posts that link to a page, in the order of time, and whether their authors are members of
//   rings.
// category: posts
// maturity: stable
// parameters:
//   - {name: page, type: string, required: true, minimum: 1, maximum: 2000, description: address of the page in canonical form}
//   - {name: since, type: datetime, description: no earlier than this (UTC)}
//   - {name: until, type: datetime, description: before this (UTC)}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, handle, name, at, kind, text, lang, client, url, rings]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (u:Url {url: $page})<-[:LINKS_TO]-(p:Post)<-[:POSTED]-(a:Account)
WHERE ($since IS NULL OR p.created_at >= $since) AND ($until IS NULL OR p.created_at < $until)
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle, a.name AS name,
  p.created_at AS at, p.kind AS kind, p.text AS text, p.lang AS lang, p.client AS client,
  p.url AS url, COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings
ORDER BY at, post_id SKIP $offset LIMIT $limit
