// ---
// name: roles-of-ring
// title: Roles of the members
// description: >-
//   The role of each member of a ring in the spreading, with its evidence.
// category: profile
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: role, type: string, default: all, minimum: 1, maximum: 40, description: only this role; all for all}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, name, role, confidence, seeded, followed, commented, provoked, median_delay, reach, reason]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// disarm: [T0049.003]
// revision: 1
// ---
MATCH (a:Account)-[p:PLAYED]->(:Ring {ring_id: $ring}) WHERE $role = 'all' OR p.role = $role
RETURN a.account_id AS account_id, a.name AS name, p.role AS role, p.confidence AS confidence,
  p.seeded AS seeded, p.followed AS followed, p.commented AS commented,
  p.provoked AS provoked, p.median_delay AS median_delay, p.reach AS reach, p.reason AS reason
ORDER BY role, confidence DESC, account_id SKIP $offset LIMIT $limit
