"""What changes from one observation to the next: handles of accounts, counters of posts.

The queries read one batch (`accounts`, `posts`, `post_sources`) and all batches up to it (`all_*`).
Where both are the same, as in an import of everything, the answer is that of the last batch.
"""

from __future__ import annotations

from typing import Final

# Most accounts never change their handle: only those that did are put in the order of time.
FORMER_HANDLES: Final = """
WITH renamed AS (
  SELECT account_id
  FROM all_accounts SEMI JOIN (SELECT account_id FROM accounts) USING (account_id)
  WHERE NOT by_handle(account_id) GROUP BY account_id
  HAVING min(handle_key(platform, handle)) <> max(handle_key(platform, handle))
), seen AS (
  SELECT account_id, platform, handle, handle_key(platform, handle) AS handle_key, observed_at,
    row_number() OVER (PARTITION BY account_id
      ORDER BY observed_at NULLS FIRST, filename, file_row_number) AS nth
  FROM all_accounts SEMI JOIN renamed USING (account_id)
  WHERE handle_key(platform, handle) IS NOT NULL
), held AS (
  SELECT account_id, handle_key, arg_max(platform, nth) AS platform,
    arg_max(handle, nth) AS handle, min(observed_at) AS "first", max(observed_at) AS "last",
    max(nth) AS nth
  FROM seen GROUP BY account_id, handle_key
), ranked AS (
  SELECT *, first_value(nth) OVER newest AS now_nth, first_value(handle_key) OVER newest AS now_key,
    first_value("first") OVER newest AS now_first, first_value("last") OVER newest AS now_last
  FROM held WINDOW newest AS (PARTITION BY account_id ORDER BY nth DESC)
)
SELECT account_id, handle_key, platform, handle, lower(handle) AS handle_lower,
  epoch_us("first") AS "first", epoch_us("last") AS "last", nth,
  now_key, epoch_us(now_first) AS now_first, epoch_us(now_last) AS now_last
FROM ranked WHERE nth < now_nth ORDER BY account_id, nth
"""
"""Each handle that an account of the batch had before its present one, `now`; oldest first."""

RENAMED: Final = f"""
SELECT account_id, string_agg(handle, ' ' ORDER BY nth) AS former_handles,
  any_value(now_first) AS now_first, any_value(now_last) AS now_last
FROM ({FORMER_HANDLES}) GROUP BY account_id
"""  # noqa: S608 - ours
"""Each account of them: those handles as one text, and when it was seen with its present one."""

HANDLES: Final = f"""
SELECT DISTINCT handle_key, platform, handle_lower AS handle FROM ({FORMER_HANDLES})
"""  # noqa: S608 - ours
"""Those handles by themselves."""

LATEST_COUNTERS: Final = """
WITH sightings AS (
  SELECT post_id, likes, reposts, comments, views, observed_at, 0 AS further, filename,
    file_row_number FROM all_posts
  UNION ALL
  SELECT post_id, likes, reposts, comments, views, observed_at, 1 AS further, filename,
    file_row_number FROM all_post_sources
), again AS (
  SELECT post_id FROM sightings
  SEMI JOIN (SELECT post_id FROM posts UNION ALL SELECT post_id FROM post_sources) t
    USING (post_id)
  GROUP BY post_id HAVING count(*) > 1
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY post_id ORDER BY observed_at NULLS FIRST,
    batch_of(filename), further, filename, file_row_number) AS nth
  FROM sightings SEMI JOIN again USING (post_id)
)
SELECT post_id, arg_max(likes, nth) AS likes, arg_max(reposts, nth) AS reposts,
  arg_max(comments, nth) AS comments, arg_max(views, nth) AS views,
  epoch_us(max(observed_at)) AS observed_at
FROM placed GROUP BY post_id ORDER BY post_id
"""
"""Posts of the batch that were seen more than once: of each counter the latest that is known. Of
two that were seen at the same time the one that was loaded later counts."""
