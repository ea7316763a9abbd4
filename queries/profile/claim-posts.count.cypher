MATCH (:Claim {claim_id: $claim})<-[:CLAIMS]-(p:Post)<-[:POSTED]-(:Account)
RETURN count(DISTINCT p) AS total
