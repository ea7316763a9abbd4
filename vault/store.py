"""The one way into the vault."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from marionet.errors import NotFound
from marionet.progress import SILENT, Progress
from vault.batches import Batch, BatchWriter, read_batches
from vault.folders import scratch, sweep
from vault.links import Links
from vault.originals import Originals
from vault.runs import Run, RunWriter, find_run, read_runs
from vault.schema import CANONICAL
from vault.studies import Study, StudyWriter, Subject, find_study, read_studies


class Vault:
    """Originals, batches and runs below one folder.

    Layout: `originals/ab/<sha256>.zst`, `batches/<batch_id>/<table>/part-*.parquet`,
    `runs/<run_id>/<table>.parquet`, `studies/<study_id>/<table>.parquet`, `links/` with tables
    of short links, `rejects/` of loads that were given up, `staging/` for work in progress,
    `cache/` for what can be made again.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.originals = Originals(root)
        self.links = Links(root)
        sweep(root)

    @property
    def cache(self) -> Path:
        """The folder of what was computed from batches and may be removed at any time."""
        return self.root / "cache"

    def drop_cache(self) -> None:
        """Remove it: it holds what people wrote, who may have to be taken out."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def folder(self, batch: Batch) -> Path:
        """Return the folder of a batch; `rejects.jsonl` lies in it where there were any."""
        return self.root / "batches" / batch.batch_id

    @contextmanager
    def writing(self, progress: Progress = SILENT) -> Generator[None]:
        """Hold the vault for loading: ids are unique in a collection, so loads go one by one.

        The system gives the lock up when the process dies.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / "load.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            with progress.step("waiting for another load into this workspace"):
                lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def scratch(self, name: str) -> AbstractContextManager[Path]:
        """Make an empty folder on the disk of the vault that goes away with the block."""
        return scratch(self.root, name)

    def begin_batch(
        self, name: str, *, folder: Path | None = None, part_rows: int = 0
    ) -> BatchWriter:
        """Open a new batch for writing; `name` only labels the staging folder."""
        return BatchWriter(self.root, name, folder=folder, part_rows=part_rows)

    def batches(self, collection: str | None = None) -> list[Batch]:
        """Return the batches of a collection, or all, oldest first."""
        found = read_batches(self.root)
        return [b for b in found if collection is None or b.collection == collection]

    def collections(self) -> list[str]:
        """Return the names of the collections, sorted."""
        return sorted({batch.collection for batch in self.batches()})

    def need_collection(self, collection: str) -> list[Batch]:
        """Return the batches of a collection that must exist.

        Raises:
            NotFound: There is none; the message says which there are.
        """
        batches = self.batches(collection)
        if not batches:
            there = ", ".join(self.collections()) or "none yet"
            raise NotFound(
                f"There is no collection {collection!r} in this workspace (there is: {there}). "
                "Load files into it with: marionet load PATH --collection NAME"
            )
        return batches

    def parts(self, table: str, batches: list[Batch]) -> list[Path]:
        """Return the Parquet parts of a canonical table in these batches, in order."""
        if table not in CANONICAL:
            raise KeyError(table)
        return [
            part
            for batch in batches
            for part in sorted((self.root / "batches" / batch.batch_id / table).glob("*.parquet"))
        ]

    def begin_run(
        self, *, collection: str, batches: list[str], parameters: dict[str, Any], version: str
    ) -> RunWriter:
        """Open a new run for writing."""
        return RunWriter(
            self.root,
            collection=collection,
            batches=batches,
            parameters=parameters,
            version=version,
        )

    def runs(self) -> list[Run]:
        """Return the runs, oldest first."""
        return read_runs(self.root)

    def run(self, run_id: str = "latest") -> Run:
        """Return one run; raises NotFound with the ids that there are."""
        return find_run(self.root, run_id)

    def begin_study(self, subject: Subject) -> StudyWriter:
        """Open a new study for writing."""
        return StudyWriter(self.root, subject)

    def studies(self, run_id: str | None = None) -> list[Study]:
        """Return the studies of a run, or all, oldest first."""
        return read_studies(self.root, run_id)

    def study(self, run_id: str) -> Study:
        """Return the latest study of a run; raises NotFound where there is none."""
        return find_study(self.root, run_id)

    def drop_studies(self) -> None:
        """Remove all studies: they hold what people wrote, who may have to be taken out."""
        shutil.rmtree(self.root / "studies", ignore_errors=True)
