MATCH (:Account {account_id: $account})-[c:COORDINATED]-(:Account) RETURN count(c) AS total
