MATCH (:Ring {ring_id: $ring})-[:SPREAD]->(p:Post)
RETURN count(p) AS total
