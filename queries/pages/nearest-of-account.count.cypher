MATCH (a:Account {account_id: $account})-[c:COORDINATED]-(b:Account)
WHERE $run IS NULL OR c.run = $run
RETURN count(c) AS total
