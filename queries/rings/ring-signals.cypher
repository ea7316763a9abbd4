// ---
// name: ring-signals
// title: What ties a ring together
// description: >-
//   The signals of a ring: bursts, bundles (independent pieces of evidence), posts and span of
//   each.
// category: rings
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [signal, bursts, bundles, posts, first, last, q]
// identity: [signal]
// limits: {timeout_s: 10, rows: 20}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:EVIDENCE_OF]-(b:Burst)
RETURN b.signal AS signal, count(b) AS bursts, count(DISTINCT b.bundle) AS bundles,
  sum(b.posts) AS posts, min(b.start) AS first, max(b.end) AS last, min(b.q) AS q
ORDER BY bursts DESC, signal
