"""All batches of a vault as records and links of the graph: one query for each declaration.

The same as graph.canonical and graph.project make batch after batch, said at once for all of
them. Times are whole microseconds since 1970; keys are cut to size later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.canonical import ACCOUNT_LINKS, ACCOUNTS, SHARED_URLS, WATCHED
from graph.over_time import FORMER_HANDLES, HANDLES, LATEST_COUNTERS

# A post is observed once in a collection, but perhaps in several: of each column the latest value
# that is not null. Only those few are grouped; the others stream.
_RECORDS_OF_POSTS: Final = """
WITH twice AS (SELECT post_id FROM posts GROUP BY post_id HAVING count(*) > 1)
SELECT * EXCLUDE (filename, file_row_number) REPLACE (epoch_us(created_at) AS created_at)
FROM posts ANTI JOIN twice USING (post_id)
UNION ALL BY NAME
SELECT post_id, epoch_us(arg_max(created_at, (filename, file_row_number))) AS created_at,
  arg_max(COLUMNS(* EXCLUDE (post_id, created_at, filename, file_row_number)),
    (filename, file_row_number)) AS '\\0'
FROM posts SEMI JOIN twice USING (post_id) GROUP BY post_id
"""

# What is known twice is in `c` as far as it is known at all.
_POSTS: Final = f"""
SELECT p.* REPLACE (coalesce(c.likes, p.likes) AS likes, coalesce(c.reposts, p.reposts) AS reposts,
  coalesce(c.comments, p.comments) AS comments, coalesce(c.views, p.views) AS views,
  coalesce(c.observed_at, epoch_us(p.observed_at)) AS observed_at)
FROM ({_RECORDS_OF_POSTS}) p LEFT JOIN ({LATEST_COUNTERS}) c USING (post_id)
"""  # noqa: S608 - ours

_MEDIA: Final = """
SELECT media_id, arg_max(kind, (filename, file_row_number)) AS kind,
  arg_max(url, (filename, file_row_number)) AS url,
  arg_max(hash, (filename, file_row_number)) AS hash
FROM post_media WHERE media_id IS NOT NULL GROUP BY media_id
"""

RECORDS: Final[Mapping[str, str]] = {
    "Account": ACCOUNTS,
    "Handle": HANDLES,
    "Post": _POSTS,
    "Media": _MEDIA,
    "Batch": "SELECT * FROM batches",
}
"""Label -> query for its records; a label that is not there has only what links refer to."""

# A mention by handle leads to the account that held the handle alone, from the batch in which that
# was seen first, as long as no batch up to the one of the mention shows a second holder.
_MENTIONS: Final = """
WITH held AS (
  SELECT platform, lower(handle) AS handle, account_id, min(batch_of(filename)) AS batch
  FROM accounts WHERE handle IS NOT NULL AND NOT by_handle(account_id) GROUP BY ALL
), handles AS (
  SELECT platform, handle, arg_min(account_id, batch) AS account_id,
    min(batch) AS single, list_sort(list(batch))[2] AS shared
  FROM held GROUP BY ALL
)
SELECT DISTINCT m.post_id AS source, coalesce(m.account_id, h.account_id,
  p.platform || ':@' || lower(ltrim(m.handle, '@'))) AS target
FROM post_mentions m
JOIN posts p ON p.post_id = m.post_id AND batch_of(p.filename) = batch_of(m.filename)
LEFT JOIN handles h ON h.platform = p.platform AND h.handle = lower(ltrim(m.handle, '@'))
  AND (h.shared IS NULL OR h.shared > greatest(h.single, batch_of(m.filename)))
WHERE m.account_id IS NOT NULL OR m.handle IS NOT NULL
"""


def _column(name: str) -> str:
    return f"SELECT DISTINCT post_id AS source, {name} AS target FROM posts"  # noqa: S608 - ours


LINKS: Final[Mapping[str, str]] = {
    "POSTED": "SELECT DISTINCT account_id AS source, post_id AS target FROM posts",
    "REPOSTS": _column("repost_of"),
    "QUOTES": _column("quote_of"),
    "REPLIES_TO": _column("reply_to"),
    "MENTIONS": _MENTIONS,
    "TAGGED": "SELECT DISTINCT post_id AS source, tag AS target FROM post_hashtags",
    "LINKS_TO": "SELECT DISTINCT post_id AS source, url AS target FROM post_urls",
    "ON": "SELECT DISTINCT url AS source, domain AS target FROM post_urls",
    "SHOWS": "SELECT DISTINCT post_id AS source, media_id AS target FROM post_media",
    "SHARED_URL": f"SELECT account_id AS source, url AS target, * FROM ({SHARED_URLS})",  # noqa: S608
    "FORMERLY": f"SELECT account_id AS source, handle_key AS target, * FROM ({FORMER_HANDLES})",  # noqa: S608
    "ON_LIST": f"SELECT account_id AS source, list AS target, * FROM ({WATCHED})",  # noqa: S608
    "LINKED": f"SELECT account_a AS source, account_b AS target, * FROM ({ACCOUNT_LINKS})",  # noqa: S608
}
"""Relationship type -> query for its links: `source`, `target` (keys) and its properties. Rows
without one of the ends are none."""
