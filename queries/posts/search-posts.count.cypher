CALL db.index.fulltext.queryNodes('post_text', $text)
YIELD node RETURN count(node) AS total
