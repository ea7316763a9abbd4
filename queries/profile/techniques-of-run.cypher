// ---
// name: techniques-of-run
// title: DISARM techniques of a run
// description: >-
//   Techniques that rules assert for the rings of a run, with the rings.
// category: profile
// maturity: stable
// parameters:
//   - {name: run, type: string, default: latest, minimum: 1, maximum: 100, description: id of the run or latest}
// returns: [technique, name, rings, ring_ids, confidences]
// identity: [technique]
// limits: {timeout_s: 20, rows: 100}
// revision: 1
// ---
OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring)-[x:EMPLOYS]->(t:Technique)
WITH t, collect(DISTINCT r.ring_id) AS rings, collect(DISTINCT x.confidence) AS confidences
RETURN t.technique AS technique, t.name AS name, size(rings) AS rings, rings[..20] AS ring_ids,
  confidences
ORDER BY rings DESC, technique LIMIT 100
