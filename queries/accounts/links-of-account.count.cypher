MATCH (:Account {account_id: $account})-[l:LINKED]-(:Account) RETURN count(l) AS total
