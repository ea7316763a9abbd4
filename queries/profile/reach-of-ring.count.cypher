MATCH (:Ring {ring_id: $ring})-[:REACHED]->(x:Reach)
RETURN count(x) AS total
