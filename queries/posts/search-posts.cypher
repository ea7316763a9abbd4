// ---
// name: search-posts
// title: Find posts
// description: >-
//   Posts whose text holds every word; text in quotation marks stays together.
// category: posts
// maturity: stable
// parameters:
//   - {name: text, type: string, format: words, required: true, minimum: 1, maximum: 500, description: words to look for}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 500, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, handle, name, at, kind, text, lang, client, url, relevance]
// identity: [post_id]
// limits: {timeout_s: 10, rows: 500}
// revision: 1
// ---
CALL db.index.fulltext.queryNodes('post_text', $text, {skip: $offset, limit: $limit})
YIELD node AS p, score
OPTIONAL MATCH (a:Account)-[:POSTED]->(p)
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle, a.name AS name,
  p.created_at AS at, p.kind AS kind, p.text AS text, p.lang AS lang, p.client AS client,
  p.url AS url, score AS relevance
ORDER BY relevance DESC, post_id
