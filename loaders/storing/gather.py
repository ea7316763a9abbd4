"""Raw records gathered to chunks: all that can be said of them before the collection is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from loaders.check import check
from loaders.columns import ColumnChunk, PostColumns
from loaders.format import Context, Format, Located, Rejected
from loaders.records import Account, AccountLink, BadRecord, Post, Watched
from loaders.storing.chunks import (
    CHUNK_POSTS,
    account_columns,
    link_columns,
    post_columns,
    watched_columns,
)
from loaders.storing.rejects import reject_line

REJECTS_AT_ONCE = 1000
"""So many rejects do not wait until a chunk is complete: a file may hold nothing else."""
STRETCH_ROWS = 5_000
"""So many rows are for one process before the next has its turn."""


class Share(NamedTuple):
    """Which stretches of a file are for one process: of every `of` the one with this number.

    A stretch ends a chunk, whoever takes it: chunks do not depend on how many processes there are.
    """

    number: int = 0
    of: int = 1
    rows: int = sys.maxsize


WHOLE = Share()
"""All of a file, in one stretch."""


class RejectedRow(NamedTuple):
    """A row that is no record: the reason, its line for the file of rejects, rows up to it."""

    reason: str
    line: bytes
    read: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """What some raw records say. Rows, records and posts are counted from the chunk before.

    Attributes:
        items: How many raw records of the file there were up to here.
        place: How many bytes of the original were read up to here.
        read: Rows of the file.
        accepted: Records that could be read.
        merged: Rows that are further rows of the same records.
        empty: Accepted records that hold nothing.
        rejects: The other rows.
        posts: Posts, and for each from which accepted record it comes.
        accounts: Observations of accounts.
        watched: Accounts on lists.
        links: Relations of accounts.
        whole: Whether a load can go on behind it. False where it holds rejects only, while
            records before them still wait; and for the last of a file.
    """

    items: int
    place: int
    read: int
    accepted: int
    merged: int
    empty: int
    rejects: list[RejectedRow]
    posts: list[tuple[PostColumns, NDArray[np.int64]]]
    accounts: list[pa.Table]
    watched: pa.Table | None
    links: pa.Table | None
    whole: bool


def chunks_of(
    items: Iterable[Located | Rejected],
    format: Format,
    context: Context,
    *,
    done: int = 0,
    place: Callable[[], int] = lambda: 0,
    share: Share = WHOLE,
) -> Iterator[Chunk]:
    """Yield what raw records say, chunk by chunk; memory is that of one chunk.

    Args:
        items: The raw records of a file.
        format: How they are understood.
        context: What is known about the file from outside it.
        done: So many raw records at the beginning are passed over.
        place: Says how many bytes of the original were read.
        share: Which of them are wanted.
    """
    gatherer = _Gatherer(format, context)
    number = rows = 0
    wanted, of, long = share
    for number, item in enumerate(items, 1):
        stretch = rows // long
        rows += 1 if isinstance(item, Rejected) else item.rows
        if stretch % of != wanted or number <= done:
            continue
        gatherer.take(item)
        if rows // long > stretch or gatherer.full:
            yield gatherer.chunk(number, place(), whole=True)
        elif gatherer.many_rejects:
            yield gatherer.rejected(number, place())
    yield gatherer.chunk(number, place(), whole=False)


class _Gatherer:
    """Takes raw records one by one."""

    def __init__(self, format: Format, context: Context) -> None:
        self._format = format
        self._context = context
        self._begin()
        self._count_anew()

    def _begin(self) -> None:
        self._accepted_waiting = 0
        self._posts: list[Post] = []
        self._post_offsets: list[int] = []
        self._post_records: list[int] = []  # which accepted record a post comes from
        self._accounts: list[Account] = []
        self._account_offsets: list[int] = []
        self._watched: list[Watched] = []
        self._watched_offsets: list[int] = []
        self._links: list[AccountLink] = []
        self._link_offsets: list[int] = []
        self._columns: list[ColumnChunk] = []

    def _count_anew(self) -> None:
        self._read = self._accepted = self._merged = self._empty = 0
        self._rejects: list[RejectedRow] = []

    @property
    def full(self) -> bool:
        """Whether a chunk is complete."""
        if self._columns:
            return sum(chunk.accepted for chunk in self._columns) >= CHUNK_POSTS
        return (
            len(self._posts) >= CHUNK_POSTS
            or len(self._accounts) >= CHUNK_POSTS
            or len(self._watched) >= CHUNK_POSTS
            or len(self._links) >= CHUNK_POSTS
        )

    @property
    def many_rejects(self) -> bool:
        """Whether there are so many rejects that they should not wait."""
        return len(self._rejects) >= REJECTS_AT_ONCE

    def take(self, item: Located | Rejected) -> None:
        """Take one raw record."""
        if isinstance(item, Rejected):
            self._read += 1
            self._reject(item)
            return
        self._read += item.rows
        if self._format.to_columns is not None:
            self._take_columns(self._format.to_columns(item.value, self._context))
            return
        try:
            records = list(self._format.to_records(item.value, self._context))
            for record in records:
                check(record)
        except (BadRecord, msgspec.ValidationError) as error:
            for _ in range(item.rows):
                self._reject(Rejected(item.offset, str(error), item.value))
            return
        self._accepted += 1
        self._accepted_waiting += 1
        self._merged += item.rows - 1
        self._empty += not records
        for record in records:
            kind = type(record)
            if kind is Post:
                self._posts.append(record)  # type: ignore[arg-type]
                self._post_offsets.append(item.offset)
                self._post_records.append(self._accepted_waiting)
            elif kind is Account:
                self._accounts.append(record)  # type: ignore[arg-type]
                self._account_offsets.append(item.offset)
            elif isinstance(record, Watched):
                name = record.list or self._context.name
                self._watched.append(msgspec.structs.replace(record, list=name))
                self._watched_offsets.append(item.offset)
            else:
                self._links.append(record)  # type: ignore[arg-type]
                self._link_offsets.append(item.offset)

    def _take_columns(self, chunk: ColumnChunk) -> None:
        for rejected in chunk.rejects:
            self._reject(rejected)
        self._accepted += chunk.accepted
        self._merged += chunk.merged
        if chunk.accepted:
            self._columns.append(chunk)

    def _reject(self, rejected: Rejected) -> None:
        line = reject_line(self._context.name, rejected)
        self._rejects.append(RejectedRow(rejected.reason, line, self._read))

    def rejected(self, items: int, place: int) -> Chunk:
        """Return the rejects and counts so far; the records go on waiting."""
        return self._counted(items, place, whole=False)

    def chunk(self, items: int, place: int, *, whole: bool) -> Chunk:
        """Return all that waits."""
        accounts = [chunk.accounts for chunk in self._columns if chunk.accounts is not None]
        if self._accounts:
            accounts.append(account_columns(self._accounts, self._account_offsets))
        posts = [
            (chunk.posts, np.arange(chunk.accepted))
            for chunk in self._columns
            if chunk.posts is not None
        ]
        if self._posts:
            columns = post_columns(self._posts, self._post_offsets)
            posts.append((columns, np.array(self._post_records)))
        watched = links = None
        if self._watched:
            watched = watched_columns(self._watched, self._watched_offsets)
        if self._links:
            links = link_columns(self._links, self._link_offsets)
        self._begin()
        return self._counted(items, place, posts, accounts, watched, links, whole=whole)

    def _counted(
        self,
        items: int,
        place: int,
        posts: list[tuple[PostColumns, NDArray[np.int64]]] | None = None,
        accounts: list[pa.Table] | None = None,
        watched: pa.Table | None = None,
        links: pa.Table | None = None,
        *,
        whole: bool,
    ) -> Chunk:
        chunk = Chunk(
            items=items,
            place=place,
            read=self._read,
            accepted=self._accepted,
            merged=self._merged,
            empty=self._empty,
            rejects=self._rejects,
            posts=posts or [],
            accounts=accounts or [],
            watched=watched,
            links=links,
            whole=whole,
        )
        self._count_anew()
        return chunk
