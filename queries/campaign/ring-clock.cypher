// ---
// name: ring-clock
// title: Working hours of a ring
// description: >-
//   Posts of the members by day of the week (1 is Monday) and hour, in UTC: a shift looks unlike
//   a life.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 200, minimum: 1, maximum: 200, description: rows of one page}
// returns: [weekday, hour, posts, members]
// identity: [weekday, hour]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(m:Account)-[:POSTED]->(p:Post)
WHERE p.created_at IS NOT NULL
RETURN p.created_at.dayOfWeek AS weekday, p.created_at.hour AS hour, count(p) AS posts,
  count(DISTINCT m) AS members
ORDER BY weekday, hour LIMIT $limit
