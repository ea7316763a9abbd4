"""Edges on disk: made once, read as often as wanted, never all in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Spool:
    """Record batches in a file.

    Attributes:
        path: The file, an Arrow stream.
        rows: How many rows it has.
    """

    path: Path
    rows: int

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the batches in their order, one at a time."""
        # Not mapped: the pages of a mapped file count as memory of the process.
        with pa.OSFile(str(self.path)) as file, pa.ipc.open_stream(file) as stream:
            yield from stream


def spool(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Spool:
    """Write the batches to a file and return it."""
    rows = 0
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
            rows += batch.num_rows
    return Spool(path, rows)
