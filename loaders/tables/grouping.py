"""Bringing the rows of one post together when they stand apart in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.format import Located, Rejected
from vault.duck import open_duckdb

CHUNK_ROWS = 20_000
MEMORY_LIMIT = "300MB"

_SCHEMA = pa.schema({"key": pa.string(), "place": pa.int64(), "row": pa.binary()})
_SORT = 'SELECT key, place, "row" FROM read_parquet($rows) ORDER BY key, place'


def together(
    items: Iterator[Located | Rejected], key: Callable[[dict[str, Any]], str | None]
) -> Iterator[Located | Rejected]:
    """Yield rejects as they come, then lists of the rows that share a key, each at its first row.

    Rows without a key stay alone. Rows are sorted on disk, so memory is bounded.
    """
    with tempfile.TemporaryDirectory(prefix="marionet-") as folder:
        path = Path(folder) / "rows.parquet"
        with pq.ParquetWriter(path, _SCHEMA) as writer:
            chunk: list[tuple[str, int, bytes]] = []
            for item in items:
                if isinstance(item, Rejected):
                    yield item
                    continue
                name = key(item.value) or f"\x00{item.offset}"
                chunk.append((name, item.offset, msgspec.json.encode(item.value, enc_hook=str)))
                if len(chunk) >= CHUNK_ROWS:
                    _write(writer, chunk)
                    chunk = []
            _write(writer, chunk)
        yield from _grouped(_sorted_rows(path))


def _write(writer: pq.ParquetWriter, chunk: list[tuple[str, int, bytes]]) -> None:
    if chunk:
        columns = [list(column) for column in zip(*chunk, strict=True)]
        writer.write_table(pa.Table.from_arrays([pa.array(c) for c in columns], schema=_SCHEMA))


def _sorted_rows(path: Path) -> Iterator[tuple[str, int, bytes]]:
    with open_duckdb(path.parent, MEMORY_LIMIT) as connection:
        rows = connection.sql(_SORT, params={"rows": str(path)})
        for batch in rows.to_arrow_reader(CHUNK_ROWS):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _grouped(rows: Iterator[tuple[str, int, bytes]]) -> Iterator[Located]:
    decode = msgspec.json.Decoder().decode
    current: str | None = None
    first = 0
    group: list[Any] = []
    for name, place, raw in rows:
        if name != current and group:
            yield Located(first, group, len(group))
            group = []
        if not group:
            current, first = name, place
        group.append(decode(raw))
    if group:
        yield Located(first, group, len(group))
