// ---
// name: ring-posts-with-words
// title: What a ring says about something
// description: >-
//   Posts of the members that hold every word, such as the name of a competitor, in the order of
//   time. Looks through the 10,000 best hits of the search.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: text, type: string, format: words, required: true, minimum: 1, maximum: 500, description: words to look for}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, handle, at, kind, text]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
CALL db.index.fulltext.queryNodes('post_text', $text, {limit: 10000}) YIELD node AS p
MATCH (a:Account)-[:POSTED]->(p)
WHERE EXISTS { (a)-[:MEMBER_OF]->(:Ring {ring_id: $ring}) }
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle,
  p.created_at AS at, p.kind AS kind, p.text AS text
ORDER BY at, post_id SKIP $offset LIMIT $limit
