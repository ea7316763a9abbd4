// ---
// name: targets-of-ring
// title: Targets of a ring
// description: >-
//   Whom members of a ring name more often than organic accounts of the same days, with the ratio of
//   the shares and its 95 % interval.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [entity_id, name, kind, side, naming, posts, share, organic_share, ratio, low, high, q]
// identity: [entity_id]
// limits: {timeout_s: 20, rows: 100}
// disarm: [T0135.001]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[t:TARGETED]->(e:Entity)
RETURN e.entity_id AS entity_id, e.name AS name, e.kind AS kind, e.side AS side,
  t.naming AS naming, t.posts AS posts, t.share AS share, t.organic_share AS organic_share,
  t.ratio AS ratio, t.low AS low, t.high AS high, t.q AS q
ORDER BY naming DESC, entity_id LIMIT 100
