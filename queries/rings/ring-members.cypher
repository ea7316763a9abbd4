// ---
// name: ring-members
// title: Members of a ring
// description: >-
//   The accounts of a ring with how strongly each is tied to it.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: sort, type: string, default: score, enum: [score, posts, first, handle], description: order of the rows}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, platform, handle, name, created_at, followers, following, verified,
//   region, score, p, q, hits, posts, first, last]
// identity: [account_id]
// limits: {timeout_s: 10, rows: 10000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[m:MEMBER_OF]-(a:Account)
RETURN a.account_id AS account_id, a.platform AS platform, a.handle AS handle, a.name AS name,
  a.created_at AS created_at, a.followers AS followers, a.following AS following,
  a.verified AS verified, a.region AS region,
  m.score AS score, m.p AS p, m.q AS q, m.hits AS hits, m.posts AS posts,
  m.first AS first, m.last AS last
ORDER BY CASE $sort WHEN 'score' THEN -m.score WHEN 'posts' THEN -m.posts ELSE 0 END,
  CASE $sort WHEN 'first' THEN m.first END, CASE $sort WHEN 'handle' THEN a.handle END,
  m.hits DESC, account_id
SKIP $offset LIMIT $limit
