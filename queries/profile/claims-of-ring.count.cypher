MATCH (:Ring {ring_id: $ring})-[:MADE]->(c:Claim)
RETURN count(c) AS total
