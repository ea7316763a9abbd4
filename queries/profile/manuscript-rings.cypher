// ---
// name: manuscript-rings
// title: Rings of a manuscript
// description: >-
//   The rings whose members published copies of a manuscript, the first one first.
// category: profile
// maturity: stable
// parameters:
//   - {name: manuscript, type: string, required: true, minimum: 1, maximum: 100, description: id of the manuscript}
// returns: [ring_id, accounts, members, posts, share, first, first_of_all]
// identity: [ring_id]
// limits: {timeout_s: 20, rows: 100}
// revision: 1
// ---
MATCH (r:Ring)-[u:PUBLISHED]->(:Manuscript {manuscript_id: $manuscript})
RETURN r.ring_id AS ring_id, r.accounts AS accounts, u.members AS members, u.posts AS posts,
  u.share AS share, u.first AS first, u.first_of_all AS first_of_all
ORDER BY first, ring_id LIMIT 100
