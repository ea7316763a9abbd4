// ---
// name: account-neighbours-counts
// title: What is around an account
// description: >-
//   How many relationships of each kind an account has: count before drawing.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
// returns: [relationship, direction, count]
// identity: [relationship, direction]
// limits: {timeout_s: 10, rows: 20}
// revision: 2
// ---
MATCH (a:Account {account_id: $account})
UNWIND [
  {relationship: 'POSTED', direction: 'out', count: COUNT { (a)-[:POSTED]->() }},
  {relationship: 'SHARED_URL', direction: 'out', count: COUNT { (a)-[:SHARED_URL]->() }},
  {relationship: 'TOOK_PART', direction: 'out', count: COUNT { (a)-[:TOOK_PART]->() }},
  {relationship: 'MEMBER_OF', direction: 'out', count: COUNT { (a)-[:MEMBER_OF]->() }},
  {relationship: 'COORDINATED', direction: 'both', count: COUNT { (a)-[:COORDINATED]-() }},
  {relationship: 'FORMERLY', direction: 'out', count: COUNT { (a)-[:FORMERLY]->() }},
  {relationship: 'ON_LIST', direction: 'out', count: COUNT { (a)-[:ON_LIST]->() }},
  {relationship: 'LINKED', direction: 'both', count: COUNT { (a)-[:LINKED]-() }},
  {relationship: 'MENTIONS', direction: 'in', count: COUNT { (a)<-[:MENTIONS]-() }}
] AS found
RETURN found.relationship AS relationship, found.direction AS direction, found.count AS count
ORDER BY relationship
