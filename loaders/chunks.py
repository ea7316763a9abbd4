"""Chunks of records on their way into Arrow tables with the columns of the vault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from loaders.canonical.tag import canonical_tag
from loaders.canonical.url import canonical_url
from loaders.records import Account, AccountLink, Post, Watched
from vault.schema import CANONICAL

CHUNK_POSTS = 20_000

_RENAMED = {
    "created_at": "created_us",
    "observed_at": "observed_us",
    "first": "first_us",
    "last": "last_us",
}
Row = tuple[Any, ...]


def post_tables(
    posts: Sequence[Post], offsets: Sequence[int], source: str
) -> tuple[dict[str, pa.Table], int]:
    """Return the rows of `posts` and of the tables that hang on them.

    Args:
        posts: Posts with distinct ids.
        offsets: Where each stands in its original.
        source: SHA-256 of the original.

    Returns:
        Table name to rows, and how many of the URLs seen are no web address.
    """
    urls, unread = _url_rows(posts)
    tables = {
        "posts": _columns("posts", posts, {"source": source, "offset": offsets}),
        "post_urls": _rows("post_urls", urls),
        "post_hashtags": _rows("post_hashtags", _tag_rows(posts)),
        "post_mentions": _rows(
            "post_mentions",
            ((p.post_id, m.account_id, m.handle) for p in posts for m in dict.fromkeys(p.mentions)),
        ),
        "post_media": _rows(
            "post_media",
            (
                (p.post_id, m.media_id, m.kind, m.url, m.hash)
                for p in posts
                for m in dict.fromkeys(p.media)
            ),
        ),
    }
    return tables, unread


def sighting_table(posts: Sequence[Post], offsets: Sequence[int], source: str) -> pa.Table:
    """Return further sightings of posts as rows of the table `post_sources`."""
    return _columns("post_sources", posts, {"source": source, "offset": offsets})


def account_table(accounts: Sequence[Account], offsets: Sequence[int], source: str) -> pa.Table:
    """Return observations of accounts as rows of the table `accounts`."""
    native = [account.account_id[len(account.platform) + 1 :] for account in accounts]
    return _columns(
        "accounts", accounts, {"native_id": native, "source": source, "offset": offsets}
    )


def watched_table(watched: Sequence[Watched], offsets: Sequence[int], source: str) -> pa.Table:
    """Return accounts on lists as rows of the table `watched_accounts`."""
    return _columns("watched_accounts", watched, {"source": source, "offset": offsets})


def link_table(links: Sequence[AccountLink], offsets: Sequence[int], source: str) -> pa.Table:
    """Return relations of accounts as rows of the table `account_links`."""
    return _columns("account_links", links, {"source": source, "offset": offsets})


def _columns(table: str, records: Sequence[Any], given: dict[str, str | Sequence[Any]]) -> pa.Table:
    schema = CANONICAL[table]
    arrays: list[pa.Array] = []
    for column in schema:
        values = given.get(column.name)
        if isinstance(values, str):
            arrays.append(pa.repeat(pa.scalar(values, column.type), len(records)))
            continue
        if values is None:
            name: str = _RENAMED.get(column.name) or str(column.name)
            values = [getattr(record, name) for record in records]
        arrays.append(pa.array(values, column.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _rows(table: str, rows: Iterable[Row]) -> pa.Table:
    schema = CANONICAL[table]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, column.type) for values, column in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _url_rows(posts: Sequence[Post]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    unread = 0
    for post in posts:
        known: set[str] = set()
        for seen in post.urls:
            found = canonical_url(seen)
            if found is None:
                unread += 1
            elif found.url not in known:
                known.add(found.url)
                rows.append((post.post_id, found.url, seen, found.domain))
    return rows, unread


def _tag_rows(posts: Sequence[Post]) -> list[Row]:
    rows: list[Row] = []
    for post in posts:
        known: set[str] = set()
        for seen in post.hashtags:
            tag = canonical_tag(seen)
            if tag is not None and tag not in known:
                known.add(tag)
                rows.append((post.post_id, tag, seen))
    return rows
