"""Many small files of one place and format on their way into one batch.

A batch of its own for each of 3,000 files of one post would cost minutes, and every reader of the
collection would have to open 20,000 parts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from loaders.format import Format
from loaders.reading.packing import unpacked
from loaders.report import LoadReport
from loaders.storing.batch import BatchLoader
from loaders.storing.gather import chunks_of
from loaders.storing.inputs import Input
from loaders.storing.rejects import RejectWriter
from loaders.storing.siblings import understood
from loaders.storing.single import REJECTS, report_of, rows_of, settle
from loaders.storing.target import Target
from marionet.errors import LoadError
from vault import Original

MAX_FILES = 10_000
MAX_BYTES = 1 << 29
PART_ROWS = 20_000


class Group:
    """The small files of one format in one place; `commit` makes them visible at once."""

    def __init__(self, target: Target, found: Format, account: str | None) -> None:
        self._target = target
        self._format = found
        self._account = account
        self._options = target.options(found, account)
        self._stack = ExitStack()
        self._writer = self._stack.enter_context(
            target.vault.begin_batch("group", part_rows=PART_ROWS)
        )
        rejects = RejectWriter(self._writer.folder / REJECTS)
        self._rejects = self._stack.enter_context(rejects)
        self._loaders: list[BatchLoader] = []
        self._originals: dict[str, Original] = {}
        self._names: list[str] = []
        self._within: list[str] = []
        self._bytes = 0
        self._started = time.monotonic()

    @property
    def full(self) -> bool:
        """Whether it is time to commit."""
        return len(self._loaders) >= MAX_FILES or self._bytes >= MAX_BYTES

    def take(self, item: Input) -> LoadReport | None:
        """Take a file; return a report only where its bytes are there already.

        Raises:
            LoadError: It cannot be read; nothing of it is in the group then.
        """
        with item.path.open("rb") as file:
            original = self._target.vault.originals.keep(file, at_once=False)
        if known := self._target.batch_of(original.sha256, self._format, self._account):
            return LoadReport(item.name, known=known)
        if original.sha256 in self._originals:
            return LoadReport(item.name, skipped="another file of this load has the same bytes")
        rejects = RejectWriter(self._writer.folder / f"one-{REJECTS}")
        try:
            with rejects:
                loader = self._read(item, original, rejects)
        except LoadError as error:
            self._target.discard(original)
            message = error.message
            raise LoadError(
                message if item.name in message else f"{item.name}: {message}"
            ) from error
        finally:
            self._rejects.join(rejects)
        self._loaders.append(loader)
        self._originals[original.sha256] = original
        self._names.append(item.name)
        self._within.append(item.within)
        self._bytes += original.size
        return None

    def _read(self, item: Input, original: Original, rejects: RejectWriter) -> BatchLoader:
        context = replace(self._target.context, name=item.name, account=self._account)
        loader = BatchLoader(
            self._writer,
            format=self._format.name,
            source=original.sha256,
            seen=self._target.seen,
            rejects=rejects,
            max_rejects=self._target.max_rejects,
        )
        # A small file is one chunk: nothing is written before all of it was understood.
        with item.path.open("rb") as raw, unpacked(raw, item.name) as file:
            for chunk in chunks_of(self._format.read(file), self._format, context):
                loader.add(chunk)
            loader.finish()
        return loader

    def commit(self) -> LoadReport | None:
        """Make the batch visible; None where there is nothing in it."""
        with self._stack:
            if not self._loaders:
                return None
            self._target.vault.originals.flush(self._originals)
            self._rejects.close()
            accounts = settle(self._writer, sum(loader.stored for loader in self._loaders))
            batch = self._writer.commit(
                collection=self._target.collection,
                sources=list(self._originals),
                names=self._names,
                format=self._format.name,
                accounts=accounts,
                duplicates=sum(loader.duplicates for loader in self._loaders),
                rejects=self._rejects.count,
                options=self._options,
                within=self._within,
                rows=rows_of(self._loaders),
            )
        self._target.added(batch)
        more = len(self._names) - 1
        name = f"{self._names[0]} and {more:,} more files" if more else self._names[0]
        report = report_of(self._target, name, batch, self._loaders, self._rejects)
        return replace(report, seconds=time.monotonic() - self._started)

    def give_up(self) -> None:
        """Leave nothing behind."""
        self._stack.close()
        for original in self._originals.values():
            self._target.discard(original)


class Groups:
    """The groups of one place, one per format."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._open: dict[tuple[str, str], Group] = {}
        self._place = ""

    def enter(self, place: str) -> Iterator[LoadReport]:
        """Go on to the next place: what waits of the last one is committed."""
        if place != self._place:
            yield from self.commit()
            self._place = place

    def take(self, item: Input, found: Format) -> Iterator[LoadReport]:
        """Take a small file; yield what is complete.

        Raises:
            LoadError: It cannot be read; the others stay.
        """
        account = understood(found, self._target.context, item.name, item.beside).account
        key = (found.name, str(sorted(self._target.options(found, account).items())))
        if key not in self._open:
            self._open[key] = Group(self._target, found, account)
        if report := self._open[key].take(item):
            yield report
        if self._open[key].full and (report := self._open.pop(key).commit()):
            yield report

    def commit(self) -> Iterator[LoadReport]:
        """Commit all groups."""
        while self._open:
            _, group = self._open.popitem()
            if report := group.commit():
                yield report

    def give_up(self) -> None:
        """Leave nothing of what is not committed."""
        self._target.forget_ids()
        while self._open:
            self._open.popitem()[1].give_up()
