// ---
// name: ring-titles
// title: What to call some rings
// description: >-
//   For each ring the text, page or hashtag that most of its members shared; a text goes before a
//   page, a page before a hashtag.
// category: pages
// maturity: stable
// parameters:
//   - {name: rings, type: strings, required: true, description: ids of the rings}
// returns: [ring_id, kind, label, members]
// identity: [ring_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
UNWIND $rings AS ring_id
MATCH (r:Ring {ring_id: ring_id})
WITH r, head(COLLECT {
  MATCH (r)-[u:USED]->(o:Text|Url|Hashtag|Post)
  WITH u, o, CASE WHEN o:Text THEN 0 WHEN o:Url THEN 1 WHEN o:Hashtag THEN 2 ELSE 3 END AS class
  RETURN {kind: ['Text', 'Url', 'Hashtag', 'Post'][class], members: u.members,
    label: left(coalesce(o.text, o.url, '#' + o.tag, o.post_id), 280)}
  ORDER BY class, u.members DESC, u.posts DESC LIMIT 1
}) AS top
RETURN r.ring_id AS ring_id, top.kind AS kind, top.label AS label, top.members AS members
