// ---
// name: hashtag-timeline
// title: A hashtag over time
// description: >-
//   Posts with a hashtag per hour, day, week or month, and how many of them come from members of
//   rings.
// category: posts
// maturity: stable
// parameters:
//   - {name: tag, type: string, required: true, minimum: 1, maximum: 300, description: 'the hashtag in canonical form: lower case, no #'}
//   - {name: step, type: string, default: day, enum: [hour, day, week, month], description: width of a bucket}
//   - {name: since, type: datetime, description: no earlier than this (UTC)}
//   - {name: until, type: datetime, description: before this (UTC)}
//   - {name: limit, type: integer, default: 2000, minimum: 1, maximum: 10000, description: rows of one page}
// returns: [at, posts, accounts, flagged_posts, flagged_accounts]
// identity: [at]
// limits: {timeout_s: 20, rows: 10000}
// revision: 1
// ---
MATCH (:Hashtag {tag: $tag})<-[:TAGGED]-(p:Post)<-[:POSTED]-(a:Account)
WHERE ($since IS NULL OR p.created_at >= $since) AND ($until IS NULL OR p.created_at < $until)
WITH datetime.truncate($step, p.created_at) AS at, p, a,
  EXISTS { (a)-[:MEMBER_OF]->(:Ring {tier: 'ring'}) } AS flagged
RETURN at, count(p) AS posts, count(DISTINCT a) AS accounts,
  count(CASE WHEN flagged THEN p END) AS flagged_posts,
  count(DISTINCT CASE WHEN flagged THEN a END) AS flagged_accounts
ORDER BY at LIMIT $limit
