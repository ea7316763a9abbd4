// ---
// name: changes-of-ring
// title: Changes in the activity of a ring
// description: >-
//   The moments at which the activity of a ring changed beyond chance, with the nearest event of the
//   watch list.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [at, before, after, p, event, event_days]
// identity: [at]
// limits: {timeout_s: 20, rows: 100}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[:CHANGED]->(c:Change)
OPTIONAL MATCH (e:Entity {entity_id: c.event})
RETURN c.at AS at, c.before AS before, c.after AS after, c.p AS p, e.name AS event,
  c.event_days AS event_days
ORDER BY at LIMIT 100
