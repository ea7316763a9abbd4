// ---
// name: ring-parts
// title: Rings that use what a larger one uses
// description: >-
//   The larger ring that a ring is a part of, and the rings that are a part of it: most of what
//   their members used was used by members of the larger one as well. One source, several crews.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
// returns: [ring_id, part_of, pieces, common, texts, accounts]
// identity: [ring_id, part_of]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (part:Ring)-[p:PART_OF]->(whole:Ring)
WHERE part.ring_id = $ring OR whole.ring_id = $ring
RETURN part.ring_id AS ring_id, whole.ring_id AS part_of, p.pieces AS pieces, p.common AS common,
  p.texts AS texts, part.accounts AS accounts
ORDER BY common DESC, ring_id, part_of LIMIT $limit
