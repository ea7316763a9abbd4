MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(:Account)-[:POSTED]->(p:Post)-[:NAMES]->(e:Entity)
WHERE p.created_at IS NOT NULL
RETURN count(DISTINCT [date(p.created_at), e.entity_id]) AS total
