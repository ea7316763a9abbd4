// ---
// name: signs-of-ring
// title: Fake-account signs of a ring
// description: >-
//   What members of a ring have in common more often than organic accounts. Signs support, and never
//   decide.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [sign, value, members, known, share, organic_share, ratio, low, high, p, limits]
// identity: [sign, value]
// limits: {timeout_s: 20, rows: 100}
// disarm: [T0146]
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[s:SHOWS_SIGN]->(x:Sign)
RETURN x.sign AS sign, x.value AS value, s.members AS members, s.known AS known, s.share AS share,
  s.organic_share AS organic_share, s.ratio AS ratio, s.low AS low, s.high AS high, s.p AS p,
  s.limits AS limits
ORDER BY p, sign, value LIMIT 100
