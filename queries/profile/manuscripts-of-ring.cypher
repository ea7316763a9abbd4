// ---
// name: manuscripts-of-ring
// title: Manuscripts of a ring
// description: >-
//   The manuscripts that members of a ring published, with their share of all copies and whether no
//   copy is older than theirs.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [manuscript_id, text, members, posts, share, first, first_of_all, coverage, slots]
// identity: [manuscript_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0084.001]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[u:PUBLISHED]->(m:Manuscript)
RETURN m.manuscript_id AS manuscript_id, m.text AS text, u.members AS members, u.posts AS posts,
  u.share AS share, u.first AS first, u.first_of_all AS first_of_all, m.coverage AS coverage,
  m.slots AS slots
ORDER BY posts DESC, manuscript_id SKIP $offset LIMIT $limit
