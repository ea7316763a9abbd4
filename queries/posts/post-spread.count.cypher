MATCH (o:Post {post_id: $post})<-[s:REPOSTS|QUOTES|REPLIES_TO]-(p:Post)<-[:POSTED]-(a:Account)
RETURN count(*) AS total
