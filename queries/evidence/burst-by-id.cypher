// ---
// name: burst-by-id
// title: One burst
// description: >-
//   What was shared, when, by how many, and the ring that it is evidence of.
// category: evidence
// maturity: stable
// parameters:
//   - {name: burst, type: string, required: true, minimum: 1, maximum: 300, description: id of the burst}
// returns: [burst_id, signal, object_id, label, bundle, start, end, accounts, members, posts, q,
//   ring_id, run]
// identity: [burst_id]
// limits: {timeout_s: 10, rows: 10}
// revision: 2
// ---
MATCH (b:Burst {burst_id: $burst})
OPTIONAL MATCH (b)-[:EVIDENCE_OF]->(r:Ring)
RETURN b.burst_id AS burst_id, b.signal AS signal, b.object_id AS object_id, b.label AS label,
  b.bundle AS bundle, b.start AS start, b.end AS end, b.accounts AS accounts,
  b.members AS members, b.posts AS posts, b.q AS q, r.ring_id AS ring_id,
  b.run AS run
