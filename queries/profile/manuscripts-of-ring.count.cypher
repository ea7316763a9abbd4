MATCH (:Ring {ring_id: $ring})-[:PUBLISHED]->(m:Manuscript)
RETURN count(m) AS total
