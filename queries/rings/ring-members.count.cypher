MATCH (:Ring {ring_id: $ring})<-[m:MEMBER_OF]-(:Account) RETURN count(m) AS total
