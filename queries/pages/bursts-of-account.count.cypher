MATCH (a:Account {account_id: $account})-[:TOOK_PART]->(b:Burst)-[:EVIDENCE_OF]->(r:Ring)
RETURN count(*) AS total
