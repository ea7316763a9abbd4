MATCH (a:Account)-[p:PLAYED]->(:Ring {ring_id: $ring}) WHERE $role = 'all' OR p.role = $role
RETURN count(a) AS total
