MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(a:Account)-[:TOOK_SIDE {ring: $ring}]->(:Entity)
RETURN count(DISTINCT a) AS total
