// ---
// name: runs
// title: Detection runs
// description: >-
//   Every run in the graph, newest first, with what it found.
// category: runs
// maturity: stable
// parameters:
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [run_id, collection, created_at, version, parameters, rings, audiences, accounts]
// identity: [run_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (run:Run)
WITH run ORDER BY run.created_at DESC, run.run_id SKIP $offset LIMIT $limit
OPTIONAL MATCH (run)-[:FOUND]->(r:Ring)
WITH run,
  count(CASE r.tier WHEN 'ring' THEN 1 END) AS rings,
  count(CASE WHEN r.tier <> 'ring' THEN 1 END) AS audiences,
  coalesce(sum(CASE r.tier WHEN 'ring' THEN r.accounts END), 0) AS accounts
RETURN run.run_id AS run_id, run.collection AS collection, run.created_at AS created_at,
  run.version AS version, run.parameters AS parameters, rings, audiences, accounts
ORDER BY created_at DESC, run_id
