// ---
// name: pair-bursts
// title: What two accounts did together
// description: >-
//   The bursts in which both accounts took part, with the seconds between their first posts.
// category: evidence
// maturity: stable
// parameters:
//   - {name: account_a, type: string, required: true, minimum: 1, maximum: 500, description: id of one account}
//   - {name: account_b, type: string, required: true, minimum: 1, maximum: 500, description: id of the other account}
//   - {name: run, type: string, description: only bursts of this run}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [burst_id, run, signal, object_id, label, start, end, accounts, first_a, first_b,
//   gap_s]
// identity: [burst_id]
// limits: {timeout_s: 10, rows: 1000}
// revision: 1
// ---
MATCH (a:Account {account_id: $account_a})-[s:TOOK_PART]->(b:Burst)<-[t:TOOK_PART]-(:Account {account_id: $account_b})
WHERE $run IS NULL OR b.run = $run
RETURN b.burst_id AS burst_id, b.run AS run, b.signal AS signal, b.object_id AS object_id,
  b.label AS label, b.start AS start, b.end AS end, b.accounts AS accounts,
  s.first AS first_a, t.first AS first_b,
  (t.first.epochMillis - s.first.epochMillis) / 1000.0 AS gap_s
ORDER BY start, burst_id SKIP $offset LIMIT $limit
