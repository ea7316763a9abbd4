MATCH (b:Burst {burst_id: $burst})<-[:PROVES]-(p:Post)<-[:POSTED]-(a:Account)
MATCH (a)-[t:TOOK_PART]->(b) WHERE t.member OR NOT $members_only
RETURN count(p) AS total
