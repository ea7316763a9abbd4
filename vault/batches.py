"""Batches: the canonical records that one load added, as Parquet parts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from marionet.errors import VaultError
from vault.folders import publish, read_json, stage, told, write_json
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
            rows are `observations`.
        committed_at: When the batch became visible, UTC.
        options: What changes the meaning of the bytes: mapping digest, format options.
    """

    batch_id: str
    collection: str
    sources: list[str]
    names: list[str]
    format: str
    counts: dict[str, int]
    committed_at: str
    options: dict[str, str]


class BatchWriter:
    """Writes the parts of a batch in a staging folder; `commit` makes them visible at once.

    Use as a context manager: leaving without `commit` removes everything.
    """

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self.folder = stage(root, name)
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
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, table: str, rows: pa.Table) -> None:
        """Append rows to a canonical table as one more Parquet part.

        Raises:
            VaultError: The columns are not those of vault.schema, or the disk is full.
        """
        if rows.num_rows == 0:
            return
        number = self._parts.get(table, 0)
        folder = self.folder / table
        with told(self._root, "The batch"):
            folder.mkdir(exist_ok=True)
            pq.write_table(
                _fitted(table, rows), folder / f"part-{number:05}.parquet", compression="zstd"
            )
        self._parts[table] = number + 1
        self.rows[table] += rows.num_rows

    def parts(self, table: str) -> list[Path]:
        """Return the parts of a table that were written so far."""
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
    ) -> Batch:
        """Give the batch the next number and make it visible.

        `accounts` is how many there are, where some are observed more than once.

        Raises:
            VaultError: The disk is full; the batch is not there then.
        """
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
                },
                committed_at=datetime.now(UTC).isoformat(timespec="seconds"),
                options=options,
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
