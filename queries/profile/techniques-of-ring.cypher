// ---
// name: techniques-of-ring
// title: DISARM techniques of a ring
// description: >-
//   Techniques of the DISARM Red framework that rules assert for a ring, each with its evidence and
//   its confidence.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
// returns: [technique, name, rule, confidence, reason, evidence]
// identity: [technique, rule]
// limits: {timeout_s: 20, rows: 100}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})-[x:EMPLOYS]->(t:Technique)
RETURN t.technique AS technique, t.name AS name, x.rule AS rule, x.confidence AS confidence,
  x.reason AS reason, x.evidence AS evidence
ORDER BY technique, rule LIMIT 100
