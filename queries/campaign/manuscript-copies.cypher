// ---
// name: manuscript-copies
// title: Copies of a manuscript
// description: >-
//   Every copy of a manuscript in the order of time, with the share of its sentences that it has in
//   common with the others and the share that the template explains.
// category: campaign
// maturity: stable
// parameters:
//   - {name: manuscript, type: string, required: true, minimum: 1, maximum: 100, description: id of the manuscript}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, handle, at, text, similarity, explained, rings]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Manuscript {manuscript_id: $manuscript})<-[i:INSTANCE_OF]-(p:Post)
WITH p, max(i.similarity) AS similarity, max(i.explained) AS explained
MATCH (a:Account)-[:POSTED]->(p)
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle,
  p.created_at AS at, p.text AS text, similarity, explained,
  COUNT { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS rings
ORDER BY at, post_id SKIP $offset LIMIT $limit
