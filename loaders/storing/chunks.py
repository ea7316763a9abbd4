"""Chunks on their way into the vault: from records to columns, from columns to its tables."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.canonical.tag import canonical_tag
from loaders.canonical.url import canonical_url
from loaders.columns import PostColumns
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


def post_columns(posts: Sequence[Post], offsets: Sequence[int]) -> PostColumns:
    """Return posts as columns.

    Args:
        posts: At least one.
        offsets: Where each stands in its original.
    """
    fields = _fields(posts)
    return PostColumns(
        _columns("posts", {**fields, "offset": offsets}),
        fields["urls"],
        fields["hashtags"],
        fields["mentions"],
        fields["media"],
    )


def account_columns(accounts: Sequence[Account], offsets: Sequence[int]) -> pa.Table:
    """Return observations of accounts, at least one, as columns."""
    native = [account.account_id[len(account.platform) + 1 :] for account in accounts]
    return _columns("accounts", {**_fields(accounts), "native_id": native, "offset": offsets})


def sighting_columns(posts: pa.Table) -> pa.Table:
    """Return further sightings of posts as columns of the table `post_sources`."""
    names = [name for name in CANONICAL["post_sources"].names if name != "source"]
    return posts.select(names)


def watched_columns(watched: Sequence[Watched], offsets: Sequence[int]) -> pa.Table:
    """Return accounts on lists, at least one, as columns of `watched_accounts`."""
    return _columns("watched_accounts", {**_fields(watched), "offset": offsets})


def link_columns(links: Sequence[AccountLink], offsets: Sequence[int]) -> pa.Table:
    """Return relations of accounts, at least one, as columns of `account_links`."""
    return _columns("account_links", {**_fields(links), "offset": offsets})


def authors_without(accounts: pa.Table | None, posts: pa.Table) -> pa.Table:
    """Return an account for each author who has none, so that none is only a name in a post."""
    codes = posts["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    _, firsts = np.unique(codes, return_index=True)  # codes are in the order of appearance
    authors = posts.select(["account_id", "platform", "offset"]).take(pa.array(firsts))
    if accounts is not None:
        known = pc.is_in(authors["account_id"], accounts["account_id"].combine_chunks())
        authors = authors.filter(pc.invert(known))
    ids, platforms = authors["account_id"].to_pylist(), authors["platform"].to_pylist()
    native = [name[len(platform) + 1 :] for name, platform in zip(ids, platforms, strict=True)]
    given = {"account_id": ids, "platform": platforms, "native_id": native}
    return _columns("accounts", {**given, "offset": authors["offset"].to_pylist()})


def hanging_tables(posts: PostColumns) -> tuple[dict[str, pa.Table], int]:
    """Return the rows of the tables that hang on `posts`.

    Returns:
        Table name to rows, and how many of the URLs seen are no web address.
    """
    ids = posts.table["post_id"].to_pylist()
    urls, unread = _url_rows(ids, posts.urls)
    mentions = ((i, m.account_id, m.handle) for i, m in _each(ids, posts.mentions))
    media = ((i, m.media_id, m.kind, m.url, m.hash) for i, m in _each(ids, posts.media))
    tables = {
        "post_urls": _rows("post_urls", urls),
        "post_hashtags": _rows("post_hashtags", _tag_rows(ids, posts.hashtags)),
        "post_mentions": _rows("post_mentions", mentions),
        "post_media": _rows("post_media", media),
    }
    return tables, unread


def with_source(table: pa.Table, source: str) -> pa.Table:
    """Return a table with the SHA-256 of the original in each row."""
    return table.append_column("source", pa.repeat(pa.scalar(source), table.num_rows))


def _fields(records: Sequence[Any]) -> dict[str, Sequence[Any]]:
    names: Sequence[str] = records[0].__struct_fields__
    return dict(zip(names, zip(*map(msgspec.structs.astuple, records), strict=True), strict=True))


def _columns(table: str, given: dict[str, Sequence[Any]]) -> pa.Table:
    """Return columns as rows of a table, without `source`; those not given are null."""
    arrays: dict[str, pa.Array] = {}
    rows = len(given["offset"])
    for column in CANONICAL[table]:
        values = given.get(column.name, given.get(_RENAMED.get(column.name, "")))
        if column.name != "source":
            null = values is None
            arrays[column.name] = (
                pa.nulls(rows, column.type) if null else pa.array(values, column.type)
            )
    return pa.table(arrays)


def _each(ids: Sequence[str], items: Sequence[Sequence[Any]]) -> Iterable[tuple[str, Any]]:
    """Return each item with the id of its post, equal ones of a post once."""
    for post_id, found in zip(ids, items, strict=True):
        if found:
            for item in dict.fromkeys(found):
                yield post_id, item


def _rows(table: str, rows: Iterable[Row]) -> pa.Table:
    schema = CANONICAL[table]
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, column.type) for values, column in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _url_rows(ids: Sequence[str], urls: Sequence[Sequence[str]]) -> tuple[list[Row], int]:
    rows: list[Row] = []
    unread = 0
    for post_id, found in zip(ids, urls, strict=True):
        known: set[str] = set()
        for seen in found:
            url = canonical_url(seen)
            if url is None:
                unread += 1
            elif url.url not in known:
                known.add(url.url)
                rows.append((post_id, url.url, seen, url.domain))
    return rows, unread


def _tag_rows(ids: Sequence[str], hashtags: Sequence[Sequence[str]]) -> list[Row]:
    rows: list[Row] = []
    for post_id, found in zip(ids, hashtags, strict=True):
        known: set[str] = set()
        for seen in found:
            tag = canonical_tag(seen)
            if tag is not None and tag not in known:
                known.add(tag)
                rows.append((post_id, tag, seen))
    return rows
