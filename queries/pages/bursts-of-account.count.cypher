MATCH (a:Account {account_id: $account})-[:TOOK_PART]->(b:Burst)-[:EVIDENCE_OF]->(r:Ring)
WHERE $run IS NULL OR b.run = $run
RETURN count(*) AS total
