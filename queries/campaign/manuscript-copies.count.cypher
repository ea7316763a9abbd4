MATCH (:Manuscript {manuscript_id: $manuscript})<-[i:INSTANCE_OF]-(p:Post)
RETURN count(DISTINCT p) AS total
