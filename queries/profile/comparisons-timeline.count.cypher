MATCH (r:Ring {ring_id: $ring})-[:MADE]->(:Claim)<-[:CLAIMS]-(p:Post)<-[:POSTED]-(a:Account)
WHERE EXISTS { (a)-[:MEMBER_OF]->(r) } AND p.created_at IS NOT NULL
RETURN count(DISTINCT date(p.created_at)) AS total
