// ---
// name: ring-starters
// title: Who starts
// description: >-
//   The accounts that post first in the bursts of a ring: those who give the word, or post by the
//   first slot of a schedule.
// category: campaign
// maturity: stable
// parameters:
//   - {name: ring, type: string, required: true, minimum: 1, maximum: 200, description: id of the ring}
//   - {name: limit, type: integer, default: 50, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [account_id, handle, name, member, started, took_part]
// identity: [account_id]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Ring {ring_id: $ring})<-[:EVIDENCE_OF]-(b:Burst)<-[t:TOOK_PART]-(a:Account)
WITH a, count(b) AS took_part, count(CASE WHEN t.first = b.start THEN 1 END) AS started
WHERE started > 0
RETURN a.account_id AS account_id, a.handle AS handle, a.name AS name,
  EXISTS { (a)-[:MEMBER_OF]->(:Ring {ring_id: $ring}) } AS member, started, took_part
ORDER BY started DESC, took_part DESC, account_id SKIP $offset LIMIT $limit
