"""One file on its way into one batch of its own, with checkpoints: an interrupted load goes on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from loaders.format import Context, Format
from loaders.reading.packing import unpacked
from loaders.report import LoadReport
from loaders.storing import gather
from loaders.storing.accounts import keep_changes
from loaders.storing.batch import BatchLoader
from loaders.storing.checkpoint import (
    CHECKPOINT,
    Checkpoint,
    empty,
    program_digest,
    read_checkpoint,
    resumable_folder,
    write_checkpoint,
)
from loaders.storing.gather import Chunk, Share, chunks_of
from loaders.storing.inputs import Input
from loaders.storing.pace import Pace
from loaders.storing.rejects import RejectWriter
from loaders.storing.second_process import READERS, made_elsewhere, worthwhile
from loaders.storing.siblings import understood
from loaders.storing.target import Target
from marionet.errors import LoadError, MarionetError, VaultError
from vault import Batch, BatchWriter, Original
from vault.folders import told

REJECTS = "rejects.jsonl"


class LoadInterruptedError(KeyboardInterrupt):
    """Ctrl-C, with a sentence on how far the load came."""


def load_file(target: Target, item: Input, found: Format) -> LoadReport:
    """Load one file; it is in the vault whole afterwards, or not at all.

    Raises:
        LoadError: It cannot be read.
        LoadInterruptedError: Ctrl-C; the same call goes on.
    """
    started = time.monotonic()
    try:
        with target.progress.step(f"keeping {item.name}"), item.path.open("rb") as file:
            original = target.vault.originals.keep(file)
    except LoadError as error:
        raise LoadError(f"{item.name}: {error.message}") from error
    context = understood(found, target.context, item.name, item.beside)
    if known := target.batch_of(original.sha256, found, context.account):
        return LoadReport(item.name, known=known, seconds=time.monotonic() - started)
    work = _Work(target, item, found, original, context)
    try:
        report = work.run()
    except MarionetError:
        target.forget_ids()
        target.discard(replace(original, known=original.known and not work.resumed))
        raise
    except KeyboardInterrupt as error:
        raise LoadInterruptedError(work.told()) from error
    return replace(report, seconds=time.monotonic() - started)


class _Work:
    """The load of one file under way."""

    def __init__(
        self, target: Target, item: Input, found: Format, original: Original, context: Context
    ) -> None:
        self._target = target
        self._name = item.name
        self._item = item
        self._format = found
        self._context = context
        self._options = target.options(found, context.account)
        self._original = original
        self._batches = [batch.batch_id for batch in target.vault.batches(target.collection)]
        self._kept = 0  # rows up to the last checkpoint
        self._folder: Path | None = None
        self.resumed = False

    @property
    def _committed(self) -> bool:
        return self._folder is not None and not self._folder.exists()

    def told(self) -> str:
        """Return how far the load came, for a person who stopped it."""
        if self._committed:
            return f"Stopped: {self._name} is in the vault whole."
        if self._kept:
            return (
                f"Stopped: {self._kept:,} rows of {self._name} are kept aside; "
                "the same command goes on there."
            )
        return f"Stopped: nothing of {self._name} was added; the same command begins it again."

    def run(self) -> LoadReport:
        """Read, convert, write and commit."""
        target, vault = self._target, self._target.vault
        folder = resumable_folder(
            vault.root,
            self._original.sha256,
            self._format.name,
            self._options,
            target.collection,
            self._name,
        )
        self._folder = folder
        with (
            vault.begin_batch("load", folder=folder, part_rows=gather.CHUNK_POSTS) as writer,
            RejectWriter(writer.folder / REJECTS) as rejects,
        ):
            loader = BatchLoader(
                writer,
                format=self._format.name,
                source=self._original.sha256,
                seen=target.seen,
                rejects=rejects,
                max_rejects=target.max_rejects,
            )
            done = self._resume(writer, rejects, loader)
            try:
                self._read(writer, rejects, loader, done)
            except MarionetError as error:
                raise self._explained(error, rejects) from error
            return self._commit(writer, rejects, loader)

    def _resume(self, writer: BatchWriter, rejects: RejectWriter, loader: BatchLoader) -> int:
        """Go on from the checkpoint, where there is one; return how many raw records are done."""
        saved = read_checkpoint(writer.folder)
        usable = (
            saved is not None
            and saved.batches == self._batches
            and writer.restore(saved.writer)
            and rejects.restore(saved.rejects)
        )
        if saved is None or not usable:
            empty(writer.folder)
            writer.restore({"parts": {}, "rows": dict.fromkeys(writer.rows, 0)})
            return 0
        shutil.rmtree(writer.folder / "scratch", ignore_errors=True)
        for part in writer.parts("posts"):
            self._target.seen.add(pq.read_table(part, columns=["post_id"]).column(0))
        loader.restore(saved.loader)
        self._kept = loader.read
        self.resumed = True
        return saved.items

    def _save(
        self, writer: BatchWriter, rejects: RejectWriter, loader: BatchLoader, items: int
    ) -> None:
        checkpoint = Checkpoint(
            program=program_digest(),
            batches=self._batches,
            items=items,
            loader=loader.state(),
            writer=writer.state(),
            rejects=rejects.state(),
        )
        write_checkpoint(self._target.vault.root, writer.folder, checkpoint)
        self._kept = loader.read

    def _read(
        self, writer: BatchWriter, rejects: RejectWriter, loader: BatchLoader, done: int
    ) -> None:
        size = self._original.size
        with self._target.progress.step(f"loading {self._name}", max(size >> 10, 1), "kB") as step:
            pace = Pace(step, loader.read)
            if done:
                step.note(f"{loader.read:,} rows were done before")
            with closing(self._chunks_made(done)) as chunks:
                for chunk in chunks:
                    loader.add(chunk)
                    if chunk.whole and loader.read - self._kept >= gather.CHUNK_POSTS:
                        self._save(writer, rejects, loader, chunk.items)
                    pace.tell(loader.read, chunk.place)
            loader.finish()

    def _chunks_made(self, done: int) -> Generator[Chunk]:
        elsewhere = worthwhile(self._original.size)
        shares = READERS if elsewhere and not self._format.read_once else 1
        makes = [
            partial(self._chunks, done, Share(number, shares, gather.STRETCH_ROWS))
            for number in range(shares)
        ]
        return made_elsewhere(makes) if elsewhere else makes[0]()

    def _chunks(self, done: int, share: Share) -> Generator[Chunk]:
        """Read the original as it was kept: what is stored is what was received."""
        with (
            self._target.vault.originals.open(self._original.sha256) as raw,
            unpacked(raw, self._name) as file,
        ):
            items = self._format.read(file)
            yield from chunks_of(
                items, self._format, self._context, done=done, place=raw.tell, share=share
            )

    def _commit(
        self, writer: BatchWriter, rejects: RejectWriter, loader: BatchLoader
    ) -> LoadReport:
        rejects.close()
        accounts = settle(writer, loader.stored)
        (writer.folder / CHECKPOINT).unlink(missing_ok=True)
        batch = writer.commit(
            collection=self._target.collection,
            sources=[self._original.sha256],
            names=[self._name],
            format=self._format.name,
            accounts=accounts,
            duplicates=loader.duplicates,
            rejects=rejects.count,
            options=self._options,
            within=[self._item.within],
            rows=rows_of([loader]),
        )
        self._target.added(batch)
        return report_of(self._target, self._name, batch, [loader], rejects)

    def _explained(self, error: MarionetError, rejects: RejectWriter) -> MarionetError:
        """Name the file in an error, and keep its rejects where they can be looked at."""
        if not isinstance(error, LoadError):
            return error
        name = self._name
        message = error.message if name in error.message else f"{name}: {error.message}"
        if rejects.count:
            rejects.close()
            root = self._target.vault.root
            plain = name.replace("/", "_").replace("\\", "_")[-100:]
            kept = root / "rejects" / f"{plain}-{self._original.sha256[:8]}.jsonl"
            with told(root, "The rejects"):
                kept.parent.mkdir(exist_ok=True)
                shutil.copyfile(rejects.path, kept)
            message = f"{message} See {kept}."
        return LoadError(message)


def settle(writer: BatchWriter, stored: int) -> int:
    """Drop repeated observations of accounts; return how many accounts there are.

    Raises:
        VaultError: The batch has not as many posts as were stored: a fault of the program.
    """
    if writer.rows["posts"] != stored:
        raise VaultError(
            f"Rows went missing: {stored} posts were stored, {writer.rows['posts']} are in the "
            "batch. Nothing was added; please report this."
        )
    scratch = writer.folder / "scratch"
    accounts = keep_changes(writer, scratch)
    shutil.rmtree(scratch, ignore_errors=True)
    return accounts


def rows_of(loaders: list[BatchLoader]) -> dict[str, int]:
    """Return what became of the rows that were read, for the manifest."""
    names = ("read", "merged", "repeated", "empty")
    return {name: sum(getattr(loader, name) for loader in loaders) for name in names}


def report_of(
    target: Target, name: str, batch: Batch, loaders: list[BatchLoader], rejects: RejectWriter
) -> LoadReport:
    """Return what became of the files of a batch."""
    rows = rows_of(loaders)
    accepted = sum(loader.accepted for loader in loaders)
    return LoadReport(
        name=name,
        files=len(loaders),
        format=batch.format,
        batch=batch,
        stored=accepted - rows["repeated"] - rows["empty"],
        read=rows["read"],
        merged=rows["merged"],
        repeated=rows["repeated"],
        empty=rows["empty"],
        posts=batch.counts["posts"],
        accounts=batch.counts["accounts"],
        duplicates=batch.counts["duplicates"],
        rejects=rejects.count,
        rejects_path=target.vault.folder(batch) / REJECTS if rejects.count else None,
        reasons=dict(rejects.reasons.most_common(5)),
        links_unread=sum(loader.links_unread for loader in loaders),
    )
