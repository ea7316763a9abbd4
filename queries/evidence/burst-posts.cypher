// ---
// name: burst-posts
// title: Posts of a burst
// description: >-
//   The posts that make a burst, in the order of time, with the seconds since its first one.
// category: evidence
// maturity: stable
// parameters:
//   - {name: burst, type: string, required: true, minimum: 1, maximum: 300, description: id of the burst}
//   - {name: members_only, type: boolean, default: false, description: leave out accounts that are not members of the ring}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [post_id, account_id, handle, name, at, kind, text, lang, client, url, member, seconds, precision]
// identity: [post_id]
// limits: {timeout_s: 20, rows: 10000}
// revision: 3
// ---
MATCH (b:Burst {burst_id: $burst})<-[:PROVES]-(p:Post)<-[:POSTED]-(a:Account)
MATCH (a)-[t:TOOK_PART]->(b) WHERE t.member OR NOT $members_only
RETURN p.post_id AS post_id, a.account_id AS account_id, a.handle AS handle, a.name AS name,
  p.created_at AS at, p.kind AS kind, p.text AS text, p.lang AS lang, p.client AS client,
  p.url AS url, t.member AS member,
  (p.created_at.epochMillis - b.start.epochMillis) / 1000.0 AS seconds,
  coalesce(p.precision, 'second') AS precision
ORDER BY at, post_id SKIP $offset LIMIT $limit
