MATCH (b:Burst {burst_id: $burst})-[:OF]->(o)
WITH b, o, CASE b.signal WHEN 'co_repost' THEN ['REPOSTS', 'QUOTES'] WHEN 'co_reply' THEN ['REPLIES_TO']
  WHEN 'co_url' THEN ['LINKS_TO'] WHEN 'co_hashtag' THEN ['TAGGED'] ELSE ['INSTANCE_OF'] END AS links
MATCH (b)<-[t:TOOK_PART]-(a:Account)-[:POSTED]->(p:Post)-[s]->(o)
WHERE b.start <= p.created_at <= b.end AND type(s) IN links AND coalesce(s.run, b.run) = b.run
  AND (t.member OR NOT $members_only)
RETURN count(DISTINCT p) AS total
