// ---
// name: member-of-ring
// title: One account in a ring
// description: >-
//   How an account is tied to a ring: its figures, and the co-members nearest to it.
// category: pages
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
// returns: [run, account_id, handle, name, bio, created_at, followers, following, verified, score, q,
//   hits, posts, first, last, nearest]
// identity: [account_id]
// limits: {timeout_s: 10, rows: 1}
// revision: 2
// ---
MATCH (r:Ring {ring_id: $ring})<-[m:MEMBER_OF]-(a:Account {account_id: $account})
RETURN r.run AS run, a.account_id AS account_id, a.handle AS handle, a.name AS name, a.bio AS bio,
  a.created_at AS created_at, a.followers AS followers, a.following AS following,
  a.verified AS verified, m.score AS score, m.q AS q, m.hits AS hits, m.posts AS posts,
  m.first AS first, m.last AS last,
  COLLECT {
    MATCH (a)-[c:COORDINATED {ring: $ring}]-(b:Account)
    RETURN {account_id: b.account_id, handle: b.handle, name: b.name, shared: c.shared}
    ORDER BY c.weight DESC, b.account_id LIMIT 5
  } AS nearest
