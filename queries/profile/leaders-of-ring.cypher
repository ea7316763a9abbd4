// ---
// name: leaders-of-ring
// title: Who leads and who follows
// description: >-
//   Pairs of members of a ring of whom one passes on again and again what the other begins.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [leader, follower, times, expected, q, median_delay]
// identity: [leader, follower]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(x:Account)-[f:FOLLOWS_LEAD {ring: $ring}]->(y:Account)
RETURN y.account_id AS leader, x.account_id AS follower, f.times AS times, f.expected AS expected,
  f.q AS q, f.median_delay AS median_delay
ORDER BY times DESC, leader, follower SKIP $offset LIMIT $limit
