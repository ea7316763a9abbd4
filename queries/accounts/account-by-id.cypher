// ---
// name: account-by-id
// title: One account
// description: >-
//   The profile of an account as it was last seen.
// category: accounts
// maturity: stable
// parameters:
//   - {name: account, type: string, required: true, minimum: 1, maximum: 500, description: id of the account}
// returns: [account_id, platform, native_id, handle, handle_first, handle_last, former_handles,
//   name, bio, created_at, followers, following, posts, verified, region, stub]
// identity: [account_id]
// limits: {timeout_s: 10, rows: 1}
// revision: 2
// ---
MATCH (a:Account {account_id: $account})
RETURN a.account_id AS account_id, a.platform AS platform, a.native_id AS native_id, a.handle AS handle,
  a.handle_first AS handle_first, a.handle_last AS handle_last, a.former_handles AS former_handles,
  a.name AS name, a.bio AS bio, a.created_at AS created_at, a.followers AS followers,
  a.following AS following, a.posts AS posts, a.verified AS verified, a.region AS region,
  a.stub AS stub
