// ---
// name: ring-bursts
// title: Evidence of a ring
// description: >-
//   The bursts of a ring: one object during one spell of activity, with how many members took
//   part. Bursts of one bundle travel in the same posts and count as one piece of evidence.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: signal, type: string, maximum: 100, description: 'only this signal, by its name'}
//   - {name: sort, type: string, default: members, enum: [members, time], description: order of the rows}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [burst_id, signal, object_id, label, bundle, start, end, accounts, members, posts, q]
// identity: [burst_id]
// limits: {timeout_s: 10, rows: 10000}
// revision: 2
// ---
MATCH (:Ring {ring_id: $ring})<-[:EVIDENCE_OF]-(b:Burst)
WHERE $signal IS NULL OR b.signal = $signal
RETURN b.burst_id AS burst_id, b.signal AS signal, b.object_id AS object_id, b.label AS label,
  b.bundle AS bundle, b.start AS start, b.end AS end, b.accounts AS accounts,
  b.members AS members, b.posts AS posts, b.q AS q
ORDER BY CASE $sort WHEN 'time' THEN b.start END, members DESC, start, burst_id
SKIP $offset LIMIT $limit
