// ---
// name: manuscript-by-id
// title: A manuscript with its template
// description: >-
//   One manuscript: the first copy, the template with its slots as JSON, how many copies it
//   explains, and why it is taken for one.
// category: profile
// maturity: stable
// parameters:
//   - {name: manuscript, type: string, required: true, minimum: 1, maximum: 100, description: id of the manuscript}
// returns: [manuscript_id, text, template, coverage, slots, software, reason, posts, accounts, texts, platforms, first, last, first_post, first_account]
// identity: [manuscript_id]
// limits: {timeout_s: 20, rows: 100}
// revision: 1
// ---
MATCH (m:Manuscript {manuscript_id: $manuscript})
RETURN m.manuscript_id AS manuscript_id, m.text AS text, m.template AS template,
  m.coverage AS coverage, m.slots AS slots, m.software AS software, m.reason AS reason,
  m.posts AS posts, m.accounts AS accounts, m.texts AS texts, m.platforms AS platforms,
  m.first AS first, m.last AS last, m.first_post AS first_post,
  m.first_account AS first_account
ORDER BY manuscript_id LIMIT 100
