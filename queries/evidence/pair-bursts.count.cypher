MATCH (a:Account {account_id: $account_a})-[s:TOOK_PART]->(b:Burst)<-[t:TOOK_PART]-(:Account {account_id: $account_b})
WHERE $run IS NULL OR b.run = $run
RETURN count(b) AS total
