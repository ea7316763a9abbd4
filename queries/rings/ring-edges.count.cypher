MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(:Account)-[c:COORDINATED {ring: $ring}]->(:Account)
RETURN count(c) AS total
