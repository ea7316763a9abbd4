CALL db.index.fulltext.queryNodes('account_text', $text)
YIELD node RETURN count(node) AS total
