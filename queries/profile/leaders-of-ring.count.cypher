MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(x:Account)-[f:FOLLOWS_LEAD {ring: $ring}]->(:Account)
RETURN count(f) AS total
