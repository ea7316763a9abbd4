MATCH (r:Ring)-[:TARGETED]->(:Entity {entity_id: $entity})
RETURN count(r) AS total
