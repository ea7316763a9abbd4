MATCH (:Manuscript {manuscript_id: $manuscript})<-[:INSTANCE_OF]-(p:Post)<-[:POSTED]-(:Account)
RETURN count(DISTINCT [date(p.created_at), p.platform]) AS total
