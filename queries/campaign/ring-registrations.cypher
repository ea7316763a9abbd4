// ---
// name: ring-registrations
// title: When the members were registered
// description: >-
//   Members of a ring per hour, day, week or month of their registration: bought accounts come in
//   batches.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: step, type: string, default: day, enum: [hour, day, week, month], description: width of a bucket}
//   - {name: limit, type: integer, default: 2000, minimum: 1, maximum: 10000, description: rows of one page}
// returns: [at, members, examples]
// identity: [at]
// limits: {timeout_s: 20, rows: 10000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(a:Account)
WHERE a.created_at IS NOT NULL
WITH a ORDER BY a.created_at, a.account_id
WITH datetime.truncate($step, a.created_at) AS at, count(a) AS members,
  collect(a.account_id)[..5] AS examples
RETURN at, members, examples
ORDER BY at LIMIT $limit
