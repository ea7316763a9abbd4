"""One file on its way into one batch: chunks are compared with the collection, and written."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from loaders.columns import PostColumns
from loaders.reposts import without_the_originals
from loaders.storing.chunks import authors_without, hanging_tables, sighting_columns, with_source
from loaders.storing.gather import Chunk, RejectedRow
from loaders.storing.rejects import RejectWriter
from loaders.storing.seen import Seen
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
    """Takes the chunks of one file and writes them to one batch; memory is that of one chunk.

    Args:
        writer: The batch, not yet committed.
        format: Name of the format, for messages.
        source: SHA-256 of the original.
        seen: The post ids that the collection has; those of this file are added.
        rejects: Where rejects are written.
        max_rejects: How many rejects end the load; None for the default.
    """

    def __init__(
        self,
        writer: BatchWriter,
        *,
        format: str,
        source: str,
        seen: Seen,
        rejects: RejectWriter,
        max_rejects: int | None,
    ) -> None:
        self._writer = writer
        self._format = format
        self._source = source
        self._seen = seen
        self._rejects = rejects
        self._max_rejects = max_rejects
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
        """Return the counters; between two chunks they are all that a loader is."""
        return {name: getattr(self, name) for name in _COUNTERS}

    def restore(self, state: dict[str, int]) -> None:
        """Go on from the counters of another loader of the same file."""
        for name in _COUNTERS:
            setattr(self, name, state[name])

    def add(self, chunk: Chunk) -> None:
        """Write a chunk, without the posts that the collection has already.

        Raises:
            LoadError: There are too many rejects.
        """
        for rejected in chunk.rejects:
            self._reject(rejected)
        self.read += chunk.read
        self.accepted += chunk.accepted
        self.merged += chunk.merged
        self.empty += chunk.empty
        accounts = list(chunk.accounts)
        for posts, records in chunk.posts:
            self._write_posts(posts, records, accounts)
        for table in accounts:
            self._write("accounts", table)
        if chunk.watched is not None:
            self._write("watched_accounts", chunk.watched)
        if chunk.links is not None:
            self._write("account_links", chunk.links)

    def _reject(self, rejected: RejectedRow) -> None:
        self._rejects.add(rejected.reason, rejected.line)
        read = self.read + rejected.read
        most = self._max_rejects
        if most is None:
            most = max(DEFAULT_MAX_REJECTS, int(read * DEFAULT_REJECTS_PER_RECORD))
        if self._rejects.count > most:
            raise LoadError(
                f"More than {most} of the first {read} records were rejected, the last "
                f"because {rejected.reason}. Nothing of this file was loaded; if the rest is worth "
                "it, allow more with --max-rejects N."
            )

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
        """Check that every row is accounted for.

        Raises:
            LoadError: There is nothing in the file, or nothing of it could be read.
            VaultError: The sums are wrong: a fault of the program; nothing is committed then.
        """
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
        return f"No record of it can be read as {self._format}: {reason}."
