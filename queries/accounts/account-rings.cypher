// ---
// name: account-rings
// title: Rings of an account
// description: >-
//   Every ring, of every run, that an account is a member of.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [ring_id, run, tier, rank, accounts, ring_score, score, q, hits, posts, first, last,
//   run_created_at]
// identity: [ring_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (:Account {account_id: $account})-[m:MEMBER_OF]->(r:Ring)
OPTIONAL MATCH (run:Run {run_id: r.run})
RETURN r.ring_id AS ring_id, r.run AS run, r.tier AS tier, r.rank AS rank, r.accounts AS accounts,
  r.score AS ring_score, m.score AS score, m.q AS q, m.hits AS hits, m.posts AS posts,
  m.first AS first, m.last AS last, run.created_at AS run_created_at
ORDER BY run_created_at DESC, tier DESC, rank SKIP $offset LIMIT $limit
