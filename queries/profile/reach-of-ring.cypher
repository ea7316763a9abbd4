// ---
// name: reach-of-ring
// title: Reach with and without a ring
// description: >-
//   How much of a reach is the ring’s own, and what is left without it, with its interval and how it
//   was found.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [measure, object, total, own, without, low, high, how]
// identity: [measure, object]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0121]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[:REACHED]->(x:Reach)
RETURN x.measure AS measure, x.object AS object, x.total AS total, x.own AS own,
  x.without AS without, x.low AS low, x.high AS high, x.how AS how
ORDER BY measure, total DESC, object SKIP $offset LIMIT $limit
