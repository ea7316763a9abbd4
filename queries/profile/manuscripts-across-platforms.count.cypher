OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(:Ring)-[:PUBLISHED]->(m:Manuscript) WHERE m.platforms > 1
RETURN count(DISTINCT m) AS total
