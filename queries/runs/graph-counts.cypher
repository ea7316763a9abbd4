// ---
// name: graph-counts
// title: What the graph holds
// description: >-
//   How many nodes of each kind there are. Accounts and posts that are only referred to are
//   counted too.
// category: runs
// maturity: stable
// returns: [kind, nodes]
// identity: [kind]
// limits: {timeout_s: 10, rows: 20}
// revision: 1
// ---
CALL () { MATCH (n:Account) RETURN 'Account' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Post) RETURN 'Post' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Hashtag) RETURN 'Hashtag' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Url) RETURN 'Url' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Domain) RETURN 'Domain' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Run) RETURN 'Run' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Ring) RETURN 'Ring' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Burst) RETURN 'Burst' AS kind, count(n) AS nodes
  UNION ALL MATCH (n:Manuscript) RETURN 'Manuscript' AS kind, count(n) AS nodes }
RETURN kind, nodes
