// ---
// name: accounts-in-several-rings
// title: Accounts of several rings
// description: >-
//   Accounts that are members of more than one ring of a run: they link crews to each other.
// category: campaign
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, rings, ring_ids]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring {tier: 'ring'})<-[:MEMBER_OF]-(a:Account)
WITH a, r ORDER BY r.rank
WITH a, collect(r.ring_id) AS ring_ids WHERE size(ring_ids) > 1
RETURN a.account_id AS account_id, a.handle AS handle, a.name AS name, size(ring_ids) AS rings,
  ring_ids[..20] AS ring_ids
ORDER BY rings DESC, account_id SKIP $offset LIMIT $limit
