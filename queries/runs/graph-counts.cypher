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
// revision: 2
// ---
UNWIND [
  {kind: 'Account', nodes: COUNT { (:Account) }},
  {kind: 'Handle', nodes: COUNT { (:Handle) }},
  {kind: 'WatchList', nodes: COUNT { (:WatchList) }},
  {kind: 'Post', nodes: COUNT { (:Post) }},
  {kind: 'Hashtag', nodes: COUNT { (:Hashtag) }},
  {kind: 'Url', nodes: COUNT { (:Url) }},
  {kind: 'Domain', nodes: COUNT { (:Domain) }},
  {kind: 'Media', nodes: COUNT { (:Media) }},
  {kind: 'Run', nodes: COUNT { (:Run) }},
  {kind: 'Ring', nodes: COUNT { (:Ring) }},
  {kind: 'Burst', nodes: COUNT { (:Burst) }},
  {kind: 'Text', nodes: COUNT { (:Text) }}
] AS found
RETURN found.kind AS kind, found.nodes AS nodes
