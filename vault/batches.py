"""Batches: the canonical records that one load added, as Parquet parts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from marionet.errors import MarionetError, VaultError
from vault.folders import flush, publish, read_json, stage, told, write_json
from vault.schema import CANONICAL

MANIFEST = "batch.json"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one load added to a collection.

    Attributes:
        batch_id: Sorts by time of commit: `000001-<8 digits of the source hash>`.
        collection: Name of the collection.
        sources: SHA-256 of each original, in the order they were read.
        names: File name of each original, as the user gave it (no folder).
        format: Name of the format.
        counts: Rows per table, and `duplicates`, `rejects`; accounts are each counted once, their
            rows are `observations`; what became of the rows that were `read`.
        committed_at: When the batch became visible, UTC.
        options: What changes the meaning of the bytes: mapping digest, format options.
        within: For each original the SHA-256 of the archive that it was in, empty where it was in
            none; its name is then its path inside. Empty altogether where none was in one.
        tombstones: Ids of the tombstones of accounts that were taken out afterwards.
    """

    batch_id: str
    collection: str
    sources: list[str]
    names: list[str]
    format: str
    counts: dict[str, int]
    committed_at: str
    options: dict[str, str]
    within: list[str] = field(default_factory=list[str])
    tombstones: list[str] = field(default_factory=list[str])


class BatchWriter:
    """Writes the parts of a batch in a staging folder; `commit` makes them visible at once.

    Use as a context manager: leaving without `commit` removes everything, unless the work is
    resumable and was interrupted (by anything but a `MarionetError`).

    Args:
        root: Folder of the vault.
        name: Label of the staging folder.
        folder: A staging folder that is there already and may be gone on with.
        part_rows: Rows are gathered until a part has as many.
    """

    def __init__(
        self, root: Path, name: str, *, folder: Path | None = None, part_rows: int = 0
    ) -> None:
        self._root = root
        self._resumable = folder is not None
        self._part_rows = part_rows
        self._waiting: dict[str, list[pa.Table]] = {}
        self._gathered: dict[str, int] = {}
        self._unflushed: list[Path] = []
        self.folder = folder or stage(root, name)
        self._parts: dict[str, int] = {}
        self.rows: dict[str, int] = dict.fromkeys(CANONICAL, 0)

    def __enter__(self) -> BatchWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._resumable and error is not None and not isinstance(error, MarionetError):
            return
        shutil.rmtree(self.folder, ignore_errors=True)

    def state(self) -> dict[str, dict[str, int]]:
        """Have the disk keep all rows so far; return what `restore` takes."""
        for table in CANONICAL:
            self._write_part(table)
        with told(self._root, "The batch"):
            for path in (*self._unflushed, *{path.parent for path in self._unflushed}):
                flush(path)
        self._unflushed = []
        return {"parts": dict(self._parts), "rows": dict(self.rows)}

    def restore(self, state: dict[str, dict[str, int]]) -> bool:
        """Go on from a state that this folder had; False where its parts are not all there."""
        for old in self.folder.glob("*.old"):  # a merge was interrupted
            shutil.rmtree(old.with_suffix(""), ignore_errors=True)
            old.rename(old.with_suffix(""))
        wanted = {
            self._part(table, number)
            for table, parts in state["parts"].items()
            for number in range(parts)
        }
        there = set(self.folder.glob("*/*.parquet"))
        for late in there - wanted:
            late.unlink()
        self._parts = dict(state["parts"])
        self.rows = {**self.rows, **state["rows"]}
        return wanted <= there

    def _part(self, table: str, number: int) -> Path:
        return self.folder / table / f"part-{number:05}.parquet"

    def write(self, table: str, rows: pa.Table) -> None:
        """Append rows to a canonical table as one more Parquet part, or gather them for one.

        Raises:
            VaultError: The columns are not those of vault.schema, or the disk is full.
        """
        if rows.num_rows == 0:
            return
        self.rows[table] += rows.num_rows
        self._waiting.setdefault(table, []).append(_fitted(table, rows))
        self._gathered[table] = self._gathered.get(table, 0) + rows.num_rows
        if self._gathered[table] >= self._part_rows:
            self._write_part(table)

    def _write_part(self, table: str) -> None:
        waiting = self._waiting.pop(table, [])
        self._gathered[table] = 0
        if not waiting:
            return
        number = self._parts.get(table, 0)
        path = self._part(table, number)
        with told(self._root, "The batch"):
            path.parent.mkdir(exist_ok=True)
            rows = waiting[0] if len(waiting) == 1 else pa.concat_tables(waiting).combine_chunks()
            pq.write_table(rows, path, compression="zstd")
        self._parts[table] = number + 1
        self._unflushed.append(path)

    def parts(self, table: str) -> list[Path]:
        """Return the parts of a table with all rows so far."""
        self._write_part(table)
        return sorted((self.folder / table).glob("*.parquet"))

    def rewrite(self, table: str, pieces: Iterable[pa.Table]) -> None:
        """Put `pieces`, which may be made from the parts of the table, in the place of its parts.

        Raises:
            VaultError: As for `write`.
        """
        old = self.folder / f"{table}.old"
        with told(self._root, "The batch"):
            (self.folder / table).rename(old)
            self._parts[table] = self.rows[table] = 0
            for piece in pieces:
                self.write(table, piece)
            self._write_part(table)
            shutil.rmtree(old)

    def commit(
        self,
        *,
        collection: str,
        sources: list[str],
        names: list[str],
        format: str,
        duplicates: int,
        rejects: int,
        options: dict[str, str],
        accounts: int | None = None,
        within: list[str] | None = None,
        rows: dict[str, int] | None = None,
    ) -> Batch:
        """Give the batch the next number and make it visible.

        `accounts` is how many there are, where some are observed more than once; `rows` says what
        became of the rows that were read.

        Raises:
            VaultError: The disk is full; the batch is not there then.
        """
        for table in CANONICAL:
            self._write_part(table)
        batches = self._root / "batches"
        with told(self._root, "The batch"):
            batches.mkdir(parents=True, exist_ok=True)
            taken = [int(p.name[:6]) for p in batches.iterdir() if p.name[:6].isdigit()]
            batch = Batch(
                batch_id=f"{max(taken, default=0) + 1:06}-{sources[0][:8]}",
                collection=collection,
                sources=sources,
                names=names,
                format=format,
                counts={
                    **self.rows,
                    "observations": self.rows["accounts"],
                    "accounts": self.rows["accounts"] if accounts is None else accounts,
                    "duplicates": duplicates,
                    "rejects": rejects,
                    **(rows or {}),
                },
                committed_at=datetime.now(UTC).isoformat(timespec="seconds"),
                options=options,
                within=within if within and any(within) else [],
            )
            write_json(self.folder / MANIFEST, asdict(batch))
            publish(self.folder, batches / batch.batch_id)
        return batch


def _fitted(table: str, rows: pa.Table) -> pa.Table:
    schema = CANONICAL[table]
    try:
        return rows.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, KeyError) as error:
        raise VaultError(f"Rows of the table {table} do not fit its schema: {error}") from error


def read_batches(root: Path) -> list[Batch]:
    """Return the committed batches, oldest first."""
    folder = root / "batches"
    if not folder.is_dir():
        return []
    return [
        Batch(**read_json(path / MANIFEST))
        for path in sorted(folder.iterdir())
        if (path / MANIFEST).exists()
    ]
