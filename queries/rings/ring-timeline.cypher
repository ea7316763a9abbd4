// ---
// name: ring-timeline
// title: When a ring was active
// description: >-
//   The bursts of a ring per hour, day, week or month of their first post.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: step, type: string, default: day, enum: [hour, day, week, month], description: width of a bucket}
//   - {name: limit, type: integer, default: 2000, minimum: 1, maximum: 10000, description: rows of one page}
// returns: [at, signal, bursts, posts, accounts]
// identity: [at, signal]
// limits: {timeout_s: 10, rows: 10000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:EVIDENCE_OF]-(b:Burst)
RETURN datetime.truncate($step, b.start) AS at, b.signal AS signal, count(b) AS bursts,
  sum(b.posts) AS posts, max(b.members) AS accounts
ORDER BY at, signal LIMIT $limit
