// ---
// name: ring-top-objects
// title: What a ring pushed
// description: >-
//   Hashtags, pages, posts and texts that the members shared, the most widely shared first.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: kind, type: string, enum: [Text, Hashtag, Url, Domain, Post, Media], description: only objects of this kind}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [kind, object_id, label, members, posts]
// identity: [kind, object_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 2
// ---
MATCH (:Ring {ring_id: $ring})-[u:USED]->(o:Text|Hashtag|Url|Domain|Post|Media)
WHERE $kind IS NULL OR $kind IN labels(o)
WITH o, labels(o)[0] AS kind, u.members AS members, u.posts AS posts
RETURN kind, coalesce(o.text_id, o.tag, o.post_id, o.media_id, o.url, o.domain) AS object_id,
  left(coalesce(o.text, o.tag, o.url, o.post_id, o.media_id, o.domain), 280) AS label, members, posts
ORDER BY members DESC, posts DESC, object_id SKIP $offset LIMIT $limit
