// ---
// name: rings-targeting
// title: Rings that target somebody
// description: >-
//   The rings whose members name an entity more often than organic accounts of the same days.
// category: profile
// maturity: stable
// parameters:
//   - {name: entity, type: string, required: true, minimum: 1, maximum: 200, description: id of the entity}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [ring_id, accounts, naming, share, organic_share, ratio, low, q]
// identity: [ring_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (r:Ring)-[t:TARGETED]->(:Entity {entity_id: $entity})
RETURN r.ring_id AS ring_id, r.accounts AS accounts, t.naming AS naming, t.share AS share,
  t.organic_share AS organic_share, t.ratio AS ratio, t.low AS low, t.q AS q
ORDER BY naming DESC, ring_id SKIP $offset LIMIT $limit
