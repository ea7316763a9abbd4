// ---
// name: search-accounts
// title: Find accounts
// description: >-
//   Accounts whose name, handle, former handles or profile text hold every word; text in quotation
//   marks stays together. `rings` counts the rings of every run, not groups that look like an
//   audience.
// category: accounts
// maturity: stable
// parameters:
//   - {name: text, type: string, format: words, required: true, minimum: 1, maximum: 500, description: words to look for}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 500, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, platform, handle, former_handles, name, bio, followers, rings, relevance]
// identity: [account_id]
// limits: {timeout_s: 10, rows: 500}
// revision: 3
// ---
CALL db.index.fulltext.queryNodes('account_text', $text, {skip: $offset, limit: $limit})
YIELD node AS a, score
RETURN a.account_id AS account_id, a.platform AS platform, a.handle AS handle,
  a.former_handles AS former_handles, a.name AS name, a.bio AS bio, a.followers AS followers,
  COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings,
  score AS relevance
ORDER BY relevance DESC, account_id
