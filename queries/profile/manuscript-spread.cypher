// ---
// name: manuscript-spread
// title: Spread of a manuscript over time
// description: >-
//   Copies of a manuscript by day (UTC) and platform, with their accounts and those of them that are
//   members of a ring.
// category: profile
// maturity: stable
// parameters:
//   - {name: manuscript, type: string, required: true, minimum: 1, maximum: 100, description: id of the manuscript}
//   - {name: limit, type: integer, default: 100, minimum: 1, maximum: 1000, description: rows of one page}
//   - {name: offset, type: integer, default: 0, minimum: 0, maximum: 10000000, description: rows to pass over}
// returns: [day, platform, copies, accounts, members]
// identity: [day, platform]
// limits: {timeout_s: 20, rows: 1000}
// revision: 1
// ---
MATCH (:Manuscript {manuscript_id: $manuscript})<-[:INSTANCE_OF]-(p:Post)<-[:POSTED]-(a:Account)
WITH date(p.created_at) AS day, p.platform AS platform, p, a,
  EXISTS { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS flagged
RETURN day, platform, count(DISTINCT p) AS copies, count(DISTINCT a) AS accounts,
  count(DISTINCT CASE WHEN flagged THEN a END) AS members
ORDER BY day, platform SKIP $offset LIMIT $limit
