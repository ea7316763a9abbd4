// ---
// name: division-of-ring
// title: Communities set on each other
// description: >-
//   Pairs of communities for both of which members of a ring speak, or in both of which they
//   provoke, with the replies that they drew.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [one, one_name, other, other_name, both, provokers, provocations, drawn, crossing, p]
// identity: [one, other]
// limits: {timeout_s: 20, rows: 100}
// disarm: [T0079]
// revision: 1
// ---
MATCH (r:Ring {ring_id: $ring})
MATCH (one:Entity)-[d:SET_AGAINST {run: r.run, ring: $ring}]->(other:Entity)
RETURN one.entity_id AS one, one.name AS one_name, other.entity_id AS other,
  other.name AS other_name, d.both AS both, d.provokers AS provokers,
  d.provocations AS provocations, d.drawn AS drawn, d.crossing AS crossing, d.p AS p
ORDER BY provokers DESC, both DESC, one, other LIMIT 100
