"""A batch of the vault as the graph wants it: one row per post with all that it refers to.

DuckDB joins the Parquet parts and streams; memory stays flat however big the batch is. Times come
out as whole microseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import duckdb

from graph.canonical_views import ADD_UP, TABLES, CanonicalViews
from graph.over_time import FORMER_HANDLES, LATEST_COUNTERS, RENAMED
from vault import Batch, Vault
from vault.duck import open_duckdb

CHUNK_ROWS: Final = 4096
MEMORY_LIMIT: Final = "1GB"
_POSTS: Final = """
WITH handles AS (
  SELECT platform, lower(handle) AS handle, min(account_id) AS account_id
  FROM all_accounts WHERE handle IS NOT NULL AND NOT by_handle(account_id)
  GROUP BY ALL HAVING count(DISTINCT account_id) = 1
), mentioned AS (
  SELECT m.post_id, coalesce(m.account_id, h.account_id,
    p.platform || ':@' || lower(ltrim(m.handle, '@'))) AS account_id
  FROM post_mentions m JOIN posts p USING (post_id)
  LEFT JOIN handles h
    ON h.platform = p.platform AND h.handle = lower(ltrim(m.handle, '@'))
)
SELECT p.* REPLACE (epoch_us(p.created_at) AS created_at, epoch_us(p.observed_at) AS observed_at),
  coalesce(t.tags, []) AS tags, coalesce(u.urls, []) AS urls,
  coalesce(m.mentions, []) AS mentions, coalesce(d.media, []) AS media
FROM posts p
LEFT JOIN (SELECT post_id, list_sort(list(DISTINCT tag)) AS tags
  FROM post_hashtags WHERE tag IS NOT NULL GROUP BY post_id) t USING (post_id)
LEFT JOIN (SELECT post_id, list_sort(list(DISTINCT {'url': url, 'domain': domain})) AS urls
  FROM post_urls WHERE url IS NOT NULL GROUP BY post_id) u USING (post_id)
LEFT JOIN (SELECT post_id, list_sort(list(DISTINCT account_id)) AS mentions
  FROM mentioned WHERE account_id IS NOT NULL GROUP BY post_id) m USING (post_id)
LEFT JOIN (SELECT post_id, list_sort(list(DISTINCT
    {'media_id': media_id, 'kind': kind, 'url': url, 'hash': hash})) AS media
  FROM post_media WHERE media_id IS NOT NULL GROUP BY post_id) d USING (post_id)
"""

_PROFILES: Final = """
WITH seen AS (
  SELECT *, row_number() OVER (PARTITION BY account_id
    ORDER BY observed_at NULLS FIRST, filename, file_row_number) AS nth
  FROM all_accounts SEMI JOIN (SELECT account_id FROM accounts) USING (account_id)
)
SELECT account_id,
  arg_max(platform, nth) AS platform, arg_max(native_id, nth) AS native_id,
  arg_max(handle, nth) AS handle, arg_max(name, nth) AS name, arg_max(bio, nth) AS bio,
  epoch_us(arg_max(created_at, nth)) AS created_at, arg_max(followers, nth) AS followers,
  arg_max("following", nth) AS "following", arg_max(posts, nth) AS posts,
  arg_max(verified, nth) AS verified, arg_max(region, nth) AS region,
  lower(arg_max(handle, nth)) AS handle_lower,
  epoch_us(min(observed_at) FILTER (WHERE handle IS NOT NULL)) AS handle_first,
  epoch_us(max(observed_at) FILTER (WHERE handle IS NOT NULL)) AS handle_last
FROM seen GROUP BY account_id
"""

ACCOUNTS: Final = f"""
SELECT p.* REPLACE (
    CASE WHEN r.former_handles IS NULL THEN p.handle_first ELSE r.now_first END AS handle_first,
    CASE WHEN r.former_handles IS NULL THEN p.handle_last ELSE r.now_last END AS handle_last
  ), r.former_handles
FROM ({_PROFILES}) p LEFT JOIN ({RENAMED}) r USING (account_id) ORDER BY p.account_id
"""  # noqa: S608 - ours

_HANDLES: Final = """
SELECT platform, lower(handle) AS handle, min(account_id) AS account_id
FROM all_accounts
SEMI JOIN (SELECT DISTINCT platform, lower(handle) AS folded FROM accounts) t
  ON t.platform = all_accounts.platform AND t.folded = lower(all_accounts.handle)
WHERE NOT by_handle(account_id)
GROUP BY ALL HAVING count(DISTINCT account_id) = 1 ORDER BY ALL
"""

SHARED_URLS: Final = """
SELECT p.account_id, u.url, count(DISTINCT p.post_id) AS "count",
  epoch_us(min(p.created_at)) AS "first", epoch_us(max(p.created_at)) AS "last"
FROM all_posts p JOIN all_post_urls u USING (post_id)
SEMI JOIN (SELECT p.account_id, u.url FROM posts p JOIN post_urls u USING (post_id)) t
  ON t.account_id = p.account_id AND t.url = u.url
GROUP BY p.account_id, u.url ORDER BY p.account_id, u.url
"""


WATCHED: Final = """
SELECT account_id, list, arg_max(note, (filename, file_row_number)) AS note
FROM all_watched_accounts SEMI JOIN (SELECT account_id, list FROM watched_accounts) t
  USING (account_id, list)
GROUP BY account_id, list ORDER BY account_id, list
"""

ACCOUNT_LINKS: Final = """
SELECT account_a, account_b, kind, arg_max(weight, (filename, file_row_number)) AS weight,
  epoch_us(min("first")) AS "first", epoch_us(max("last")) AS "last"
FROM all_account_links SEMI JOIN (SELECT account_a, account_b, kind FROM account_links) t
  USING (account_a, account_b, kind)
GROUP BY account_a, account_b, kind ORDER BY account_a, account_b, kind
"""


class CanonicalBatch:
    """One batch, and beside it the batches up to it for what adds up over loads."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def posts(self) -> Iterator[dict[str, Any]]:
        """Yield each post with `tags`, `urls`, `mentions` (account ids) and `media`.

        A mention by handle leads to the one account of that platform that ever had the handle;
        where there is none or more than one, to the stub id `platform:@handle`.
        """
        return self._stream(_POSTS)

    def accounts(self) -> Iterator[dict[str, Any]]:
        """Yield each account of the batch: of each column the latest value that is not null."""
        return self._stream(ACCOUNTS)

    def former_handles(self) -> Iterator[dict[str, Any]]:
        """Yield each handle that an account of the batch had before; see graph.over_time."""
        return self._stream(FORMER_HANDLES)

    def latest_counters(self) -> Iterator[dict[str, Any]]:
        """Yield the counters of each post of the batch that was seen more than once."""
        return self._stream(LATEST_COUNTERS)

    def handles(self) -> Iterator[dict[str, Any]]:
        """Yield the handles of the batch that lead to one account only."""
        return self._stream(_HANDLES)

    def shared_urls(self) -> Iterator[dict[str, Any]]:
        """Yield each pair of account and URL of the batch, counted over all batches up to it."""
        return self._stream(SHARED_URLS)

    def watched(self) -> Iterator[dict[str, Any]]:
        """Yield each pair of account and list of the batch, with the latest note."""
        return self._stream(WATCHED)

    def account_links(self) -> Iterator[dict[str, Any]]:
        """Yield each pair of accounts and kind of the batch, over all batches up to it."""
        return self._stream(ACCOUNT_LINKS)

    def _stream(self, query: str) -> Iterator[dict[str, Any]]:
        reader = self._cursor.cursor().sql(query).to_arrow_reader(CHUNK_ROWS)
        for chunk in reader:
            yield from chunk.to_pylist()


@contextmanager
def open_batch(vault: Vault, batch: Batch) -> Generator[CanonicalBatch]:
    """Open a batch of the vault for reading; temporary files go away with it."""
    until = [b for b in vault.batches() if b.batch_id <= batch.batch_id]
    with vault.scratch("graph") as scratch, open_duckdb(scratch, MEMORY_LIMIT) as connection:
        views = CanonicalViews(connection, vault)
        for table in TABLES:
            views.create(table, table, [batch])
        for table in ADD_UP:
            views.create("all_" + table, table, until)
        yield CanonicalBatch(connection)
