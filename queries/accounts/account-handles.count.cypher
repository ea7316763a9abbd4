MATCH (a:Account {account_id: $account})
RETURN count(a.handle) + sum(COUNT { (a)-[:FORMERLY]->(:Handle) }) AS total
