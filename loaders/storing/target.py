"""The collection that files are loaded into, as it is during one call."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import pyarrow.parquet as pq

from loaders.format import Context, Format
from loaders.storing.seen import Seen
from marionet.progress import Progress
from vault import Batch, Original, Vault


class Target:
    """What is the same for all files of one call, and what the collection has by now.

    Args:
        vault: Where to; held for writing.
        collection: Name of the collection.
        format: Name of a format, or `auto`.
        mapping: Name or file of a mapping.
        max_rejects: How many rejects end the load of a file; None for the default.
        context: What the user said of the files.
        progress: Where steps are told.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        collection: str,
        format: str,
        mapping: str | None,
        max_rejects: int | None,
        context: Context,
        progress: Progress,
    ) -> None:
        self.vault = vault
        self.collection = collection
        self.format = format
        self.mapping = mapping
        self.max_rejects = max_rejects
        self.context = context
        self.progress = progress
        self._by_source: defaultdict[str, list[Batch]] = defaultdict(list)
        self._archives: set[str] = set()
        for batch in vault.batches():
            self._note(batch)

    @cached_property
    def seen(self) -> Seen:
        """The ids of the posts that the collection has; read when the first new file comes."""
        seen = Seen()
        parts = self.vault.parts("posts", self.vault.batches(self.collection))
        if parts:
            with self.progress.step("reading the ids of earlier posts", unit="posts") as step:
                for part in parts:
                    ids = pq.read_table(part, columns=["post_id"]).column(0)
                    seen.add(ids)
                    step.advance(len(ids))
        return seen

    def forget_ids(self) -> None:
        """Have the ids read again: some are of a file that was given up."""
        self.__dict__.pop("seen", None)

    def options(self, found: Format, account: str | None) -> dict[str, str]:
        """Return what changes the meaning of the bytes; `account` is whose file it is."""
        options = {**found.options, **self.context.origin}
        if self.context.captured_us is not None:
            options["captured_at"] = str(self.context.captured_us)
        if self.context.platform is not None:
            options["platform"] = self.context.platform
        if self.context.account is not None:
            options["account"] = self.context.account
        if account is not None:
            options["account"] = account
        return options

    def batch_of(self, sha256: str, found: Format, account: str | None) -> Batch | None:
        """Return the batch of the collection that has these bytes, understood in the same way."""
        for batch in self._by_source.get(sha256, ()):
            if (batch.collection, batch.format, batch.options) == (
                self.collection,
                found.name,
                self.options(found, account),
            ):
                return batch
        return None

    def added(self, batch: Batch) -> None:
        """Know of a batch that was committed."""
        self._note(batch)

    def discard(self, original: Original) -> None:
        """Take an original out again that this call kept and no batch refers to."""
        # Ctrl-C may come when the batch is visible already and not yet noted: looked up anew.
        for batch in self.vault.batches():
            self._note(batch)
        if original.sha256 not in self._by_source and original.sha256 not in self._archives:
            self.vault.originals.discard(original)

    def _note(self, batch: Batch) -> None:
        for sha256 in batch.sources:
            if batch not in self._by_source[sha256]:
                self._by_source[sha256].append(batch)
        self._archives.update(batch.within)
