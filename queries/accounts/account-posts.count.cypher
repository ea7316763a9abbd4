MATCH (:Account {account_id: $account})-[:POSTED]->(p:Post)
WHERE ($kind IS NULL OR p.kind = $kind)
  AND ($since IS NULL OR p.created_at >= $since) AND ($until IS NULL OR p.created_at < $until)
RETURN count(p) AS total
