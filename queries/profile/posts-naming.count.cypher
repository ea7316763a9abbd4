MATCH (:Ring {ring_id: $ring})<-[:MEMBER_OF]-(:Account)-[:POSTED]->(p:Post)-[:NAMES]->(:Entity {entity_id: $entity})
RETURN count(DISTINCT p) AS total
