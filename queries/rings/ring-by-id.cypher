// ---
// name: ring-by-id
// title: One ring
// description: >-
//   Its size, its figures, why it was flagged, and what speaks against it.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [ring_id, run, tier, rank, accounts, bursts, posts, first, last, score, p, q,
//   median_hits, signals, reason, against, parent, collection]
// identity: [ring_id]
// limits: {timeout_s: 10, rows: 1}
// revision: 2
// ---
MATCH (r:Ring {ring_id: $ring})
OPTIONAL MATCH (run:Run {run_id: r.run})
RETURN r.ring_id AS ring_id, r.run AS run, r.tier AS tier, r.rank AS rank, r.accounts AS accounts,
  r.bursts AS bursts, r.posts AS posts, r.first AS first, r.last AS last, r.score AS score,
  r.p AS p, r.q AS q, r.median_hits AS median_hits, r.signals AS signals, r.reason AS reason,
  r.against AS against, r.parent AS parent, run.collection AS collection
