MATCH (run:Run) RETURN count(run) AS total
