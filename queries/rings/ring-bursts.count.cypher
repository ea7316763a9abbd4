MATCH (:Ring {ring_id: $ring})<-[:EVIDENCE_OF]-(b:Burst)
WHERE $signal IS NULL OR b.signal = $signal
RETURN count(b) AS total
