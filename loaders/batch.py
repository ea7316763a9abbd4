"""One file on its way into one batch: records are checked, counted, and written chunk by chunk."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from loaders.check import check
from loaders.chunks import (
    CHUNK_POSTS,
    account_columns,
    authors_without,
    hanging_tables,
    link_columns,
    post_columns,
    sighting_columns,
    watched_columns,
    with_source,
)
from loaders.columns import ColumnChunk, PostColumns
from loaders.format import Context, Format, Located, Rejected
from loaders.records import Account, AccountLink, BadRecord, Post, Watched
from loaders.rejects import RejectWriter
from loaders.reposts import without_the_originals
from loaders.seen import Seen
from marionet.errors import LoadError, VaultError
from vault import BatchWriter

DEFAULT_MAX_REJECTS = 1000
"""Rejects per file that are put up with by default; in a big file, a hundredth of it."""
DEFAULT_REJECTS_PER_RECORD = 0.01

_COUNTERS = (
    "read",
    "accepted",
    "merged",
    "repeated",
    "empty",
    "yielded",
    "stored",
    "duplicates",
    "links_unread",
)


class BatchLoader:
    """Takes the records of one file and writes them to one batch; memory is that of one chunk.

    Args:
        writer: The batch, not yet committed.
        format: How records are understood.
        context: What is known about the file from outside it.
        source: SHA-256 of the original.
        seen: The post ids that the collection has; those of this file are added.
        rejects: Where rejects are written.
        max_rejects: How many rejects end the load; None for the default.
    """

    def __init__(
        self,
        writer: BatchWriter,
        *,
        format: Format,
        context: Context,
        source: str,
        seen: Seen,
        rejects: RejectWriter,
        max_rejects: int | None,
    ) -> None:
        self._writer = writer
        self._format = format
        self._context = context
        self._source = source
        self._seen = seen
        self._rejects = rejects
        self._max_rejects = max_rejects
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
        self.read = 0  # rows of the file
        self.accepted = 0
        self.merged = 0
        self.repeated = 0  # accepted records all of whose posts are in the collection already
        self.empty = 0  # accepted records that hold nothing
        self.yielded = 0  # posts, before duplicates are dropped
        self.stored = 0
        self.duplicates = 0
        self.links_unread = 0

    def state(self) -> dict[str, int]:
        """Return the counters; right after `flush` they are all that a loader is."""
        return {name: getattr(self, name) for name in _COUNTERS}

    def restore(self, state: dict[str, int]) -> None:
        """Go on from the counters of another loader of the same file."""
        for name in _COUNTERS:
            setattr(self, name, state[name])

    @property
    def waiting(self) -> int:
        """Records that are not yet written."""
        columns = sum(chunk.accepted for chunk in self._columns)
        records = (self._posts, self._accounts, self._watched, self._links)
        return max(columns, *map(len, records))

    @property
    def full(self) -> bool:
        """Whether a chunk is complete."""
        return self.waiting >= CHUNK_POSTS

    def take(self, item: Located | Rejected) -> None:
        """Take one raw record.

        Raises:
            LoadError: There are too many rejects.
        """
        if isinstance(item, Rejected):
            self.read += 1
            self._reject(item)
            return
        self.read += item.rows
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
        self.accepted += 1
        self.merged += item.rows - 1
        self.empty += not records
        for record in records:
            if isinstance(record, Post):
                self._posts.append(record)
                self._post_offsets.append(item.offset)
                self._post_records.append(self.accepted)
            elif isinstance(record, Account):
                self._accounts.append(record)
                self._account_offsets.append(item.offset)
            elif isinstance(record, Watched):
                name = record.list or self._context.name
                self._watched.append(msgspec.structs.replace(record, list=name))
                self._watched_offsets.append(item.offset)
            else:
                self._links.append(record)
                self._link_offsets.append(item.offset)

    def _take_columns(self, chunk: ColumnChunk) -> None:
        for rejected in chunk.rejects:
            self._reject(rejected)
        self.accepted += chunk.accepted
        self.merged += chunk.merged
        if chunk.accepted:
            self._columns.append(chunk)

    def _reject(self, rejected: Rejected) -> None:
        self._rejects.add(rejected)
        most = self._max_rejects
        if most is None:
            most = max(DEFAULT_MAX_REJECTS, int(self.read * DEFAULT_REJECTS_PER_RECORD))
        if self._rejects.count > most:
            raise LoadError(
                f"More than {most} of the first {self.read} records were rejected, the last "
                f"because {rejected.reason}. Nothing of this file was loaded; if the rest is worth "
                "it, allow more with --max-rejects N."
            )

    def flush(self) -> None:
        """Write what waits, without the posts that the collection has already."""
        accounts = [chunk.accounts for chunk in self._columns if chunk.accounts is not None]
        if self._accounts:
            accounts.append(account_columns(self._accounts, self._account_offsets))
        for chunk in self._columns:
            if chunk.posts is not None:
                self._write_posts(chunk.posts, np.arange(chunk.accepted), accounts)
        if self._posts:
            posts = post_columns(self._posts, self._post_offsets)
            self._write_posts(posts, np.array(self._post_records), accounts)
        for table in accounts:
            self._write("accounts", table)
        if self._watched:
            self._write("watched_accounts", watched_columns(self._watched, self._watched_offsets))
        if self._links:
            self._write("account_links", link_columns(self._links, self._link_offsets))
        self._columns = []
        self._posts, self._post_offsets, self._post_records = [], [], []
        self._accounts, self._account_offsets = [], []
        self._watched, self._watched_offsets = [], []
        self._links, self._link_offsets = [], []

    def _write(self, table: str, rows: pa.Table) -> None:
        self._writer.write(table, with_source(rows, self._source))

    def _write_posts(
        self, posts: PostColumns, records: NDArray[np.int64], accounts: list[pa.Table]
    ) -> None:
        """Write the new ones among some posts, and add their authors to the accounts.

        Args:
            posts: The posts.
            records: Which accepted record each comes from.
            accounts: The accounts that wait to be written.
        """
        new = self._seen.add(posts.table["post_id"])
        stored = int(new.sum())
        self.repeated += len(np.unique(records)) - len(np.unique(records[new]))
        self.yielded += len(new)
        self.stored += stored
        self.duplicates += len(new) - stored
        if stored < len(new):
            # Where a post that is there already was seen again, and its counters then.
            self._write("post_sources", sighting_columns(posts.where(~new).table))
        if not stored:
            return
        posts = without_the_originals(posts.where(new))
        known = pa.concat_tables(accounts) if accounts else None
        accounts.append(authors_without(known, posts.table))
        tables, unread = hanging_tables(posts)
        self.links_unread += unread
        self._write("posts", posts.table)
        for table, rows in tables.items():
            self._writer.write(table, rows)

    def finish(self) -> None:
        """Write the rest and check that every row is accounted for.

        Raises:
            LoadError: There is nothing in the file, or nothing of it could be read.
            VaultError: The sums are wrong: a fault of the program; nothing is committed then.
        """
        self.flush()
        if not self.accepted:
            raise LoadError(self._nothing())
        rejects = self._rejects.count
        if (
            self.read != self.accepted + self.merged + rejects
            or self.yielded != self.stored + self.duplicates
        ):
            raise VaultError(
                f"Rows went missing: {self.read} read, {self.accepted} accepted, {self.merged} "
                f"merged, {rejects} rejected; {self.yielded} posts, {self.stored} stored, "
                f"{self.duplicates} duplicates. Nothing was added; please report this."
            )

    def _nothing(self) -> str:
        if not self._rejects.count:
            return "There is no record in it."
        reason = next(iter(self._rejects.reasons))
        return f"No record of it can be read as {self._format.name}: {reason}."
