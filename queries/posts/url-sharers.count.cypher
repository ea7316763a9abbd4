MATCH (u:Url {url: $page})<-[:LINKS_TO]-(p:Post)<-[:POSTED]-(a:Account)
WHERE ($since IS NULL OR p.created_at >= $since) AND ($until IS NULL OR p.created_at < $until)
RETURN count(p) AS total
