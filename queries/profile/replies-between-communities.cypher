// ---
// name: replies-between-communities
// title: Replies between communities
// description: >-
//   Replies between the accounts of communities as they were counted for a ring, with those that
//   went to posts of members.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [from_entity, from_name, to_entity, to_name, replies, to_members, by_members]
// identity: [from_entity, to_entity]
// limits: {timeout_s: 20, rows: 100}
// disarm: [T0079]
// revision: 1
// ---
MATCH (r:Ring {ring_id: $ring})
MATCH (x:Entity)-[c:ANSWERED {run: r.run, ring: $ring}]->(y:Entity)
RETURN x.entity_id AS from_entity, x.name AS from_name, y.entity_id AS to_entity,
  y.name AS to_name, c.replies AS replies, c.to_members AS to_members,
  c.by_members AS by_members
ORDER BY replies DESC, from_entity, to_entity LIMIT 100
