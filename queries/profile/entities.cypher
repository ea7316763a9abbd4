// ---
// name: entities
// title: Entities of the watch list
// description: >-
//   Whom and what the watch list names, with the posts of ring members that name each and the rings
//   that target it.
// category: profile
// maturity: stable
// parameters:
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [entity_id, name, kind, side, explanation, at, posts, rings]
// identity: [entity_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (e:Entity)
RETURN e.entity_id AS entity_id, e.name AS name, e.kind AS kind, e.side AS side,
  e.explanation AS explanation, e.at AS at, COUNT { (e)<-[:NAMES]-() } AS posts,
  COUNT { (e)<-[:TARGETED]-() } AS rings
ORDER BY rings DESC, posts DESC, entity_id SKIP $offset LIMIT $limit
