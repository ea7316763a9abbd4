// ---
// name: cascades-of-ring
// title: Posts that a ring spread
// description: >-
//   Posts that members of a ring passed on, with the share of the cascade that is theirs and their
//   delays in seconds.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, text, at, posts, own_posts, accounts, members, depth, first_member_delay, median_delay, half_time]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0118]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[s:SPREAD]->(p:Post)
RETURN p.post_id AS post_id, left(p.text, 280) AS text, p.created_at AS at, s.posts AS posts,
  s.own_posts AS own_posts, s.accounts AS accounts, s.members AS members, s.depth AS depth,
  s.first_member_delay AS first_member_delay, s.median_delay AS median_delay,
  s.half_time AS half_time
ORDER BY members DESC, post_id SKIP $offset LIMIT $limit
