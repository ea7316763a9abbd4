"""One file on its way into one batch: records are checked, counted, and written chunk by chunk."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa

from loaders.check import check
from loaders.chunks import (
    CHUNK_POSTS,
    account_table,
    link_table,
    post_tables,
    sighting_table,
    watched_table,
)
from loaders.format import Context, Format, Located, Rejected
from loaders.records import Account, AccountLink, BadRecord, Post, Watched
from loaders.rejects import RejectWriter
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
        return max(len(self._posts), len(self._accounts), len(self._watched), len(self._links))

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
        self._flush_posts()
        if self._accounts:
            rows = account_table(self._accounts, self._account_offsets, self._source)
            self._writer.write("accounts", rows)
        self._accounts, self._account_offsets = [], []
        if self._watched:
            rows = watched_table(self._watched, self._watched_offsets, self._source)
            self._writer.write("watched_accounts", rows)
            self._watched, self._watched_offsets = [], []
        if self._links:
            rows = link_table(self._links, self._link_offsets, self._source)
            self._writer.write("account_links", rows)
            self._links, self._link_offsets = [], []

    def _flush_posts(self) -> None:
        if not self._posts:
            return
        ids = pa.array([post.post_id for post in self._posts], pa.string())
        fresh = self._seen.add(ids)
        new = fresh.tolist()
        records = np.array(self._post_records)
        self.repeated += len(np.unique(records)) - len(np.unique(records[fresh]))
        self.yielded += len(new)
        self.stored += sum(new)
        self.duplicates += len(new) - sum(new)
        self._sight(new)
        posts = [post for post, wanted in zip(self._posts, new, strict=True) if wanted]
        offsets = [at for at, wanted in zip(self._post_offsets, new, strict=True) if wanted]
        self._posts, self._post_offsets, self._post_records = [], [], []
        self._name_authors(posts, offsets)
        tables, unread = post_tables(posts, offsets, self._source)
        self.links_unread += unread
        for table, rows in tables.items():
            self._writer.write(table, rows)

    def _sight(self, new: list[bool]) -> None:
        """Keep where a post that is there already was seen again, and its counters then."""
        posts = [post for post, wanted in zip(self._posts, new, strict=True) if not wanted]
        offsets = [at for at, wanted in zip(self._post_offsets, new, strict=True) if not wanted]
        if posts:
            self._writer.write("post_sources", sighting_table(posts, offsets, self._source))

    def _name_authors(self, posts: list[Post], offsets: list[int]) -> None:
        """Give each author an account, so that none is only a name in a post."""
        known = {account.account_id for account in self._accounts}
        for post, offset in zip(posts, offsets, strict=True):
            if post.account_id not in known:
                known.add(post.account_id)
                self._accounts.append(Account(account_id=post.account_id, platform=post.platform))
                self._account_offsets.append(offset)

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
