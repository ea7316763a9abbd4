OPTIONAL MATCH (latest:Run)
WITH latest ORDER BY latest.created_at DESC LIMIT 1
WITH CASE $run WHEN 'latest' THEN latest.run_id ELSE $run END AS run_id
MATCH (:Run {run_id: run_id})-[:FOUND]->(r:Ring)<-[:MEMBER_OF]-(a:Account)-[:ON_LIST]->(l:WatchList)
WHERE $list IS NULL OR l.name = $list
WITH DISTINCT r, l RETURN count(*) AS total
