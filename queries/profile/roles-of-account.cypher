// ---
// name: roles-of-account
// title: Roles of an account
// description: >-
//   In which rings an account has which role, and for or against which communities it speaks there.
// category: profile
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 300, description: id of the account}
// returns: [ring_id, role, confidence, reason, sides]
// identity: [ring_id]
// limits: {timeout_s: 20, rows: 100}
// revision: 1
// ---
MATCH (a:Account {account_id: $account})-[p:PLAYED]->(r:Ring)
OPTIONAL MATCH (a)-[s:TOOK_SIDE]->(e:Entity) WHERE s.ring = r.ring_id
WITH r, p, collect(DISTINCT s.voice + ' ' + e.name) AS sides
RETURN r.ring_id AS ring_id, p.role AS role, p.confidence AS confidence, p.reason AS reason, sides
ORDER BY ring_id LIMIT 100
