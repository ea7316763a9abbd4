// ---
// name: account-activity
// title: An account over time
// description: >-
//   Posts of an account per hour, day, week or month, by kind.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
//   - {name: step, type: string, default: day, enum: [hour, day, week, month], description: width of a bucket}
//   - {name: since, type: datetime, description: no earlier than this (UTC)}
//   - {name: until, type: datetime, description: before this (UTC)}
//   - {name: limit, type: integer, default: 2000, minimum: 1, maximum: 10000, description: rows of one page}
// returns: [at, kind, posts]
// identity: [at, kind]
// limits: {timeout_s: 20, rows: 10000}
// revision: 1
// ---
MATCH (:Account {account_id: $account})-[:POSTED]->(p:Post)
WHERE ($since IS NULL OR p.created_at >= $since) AND ($until IS NULL OR p.created_at < $until)
RETURN datetime.truncate($step, p.created_at) AS at, p.kind AS kind, count(p) AS posts
ORDER BY at, kind LIMIT $limit
