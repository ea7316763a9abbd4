"""Bringing the rows of one post together when they stand apart in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.format import Located, Rejected
from loaders.tables.block import BLOCK_ROWS, Block, block_of_rows
from vault.duck import open_duckdb

MEMORY_LIMIT = "300MB"

_SCHEMA = pa.schema({"key": pa.string(), "place": pa.int64(), "row": pa.binary()})
_SORT = 'SELECT key, place, "row" FROM read_parquet($rows) ORDER BY key, place'
_Row = tuple[str, int, bytes]


def together(
    items: Iterable[Located | Rejected], key: Callable[[dict[str, Any]], str | None]
) -> Iterator[Located | Rejected]:
    """Yield rejects as they come, then lists of the rows that share a key, each at its first row.

    Rows without a key stay alone. Rows are sorted on disk, so memory is bounded.
    """

    def keys(block: Block) -> list[str | None]:
        return [key(block.row(number)) for number in range(len(block))]

    for item in blocks_together(_blocks(items), keys):
        if isinstance(item, Rejected):
            yield item
            continue
        block: Block = item.value
        firsts = [*(block.firsts or ()), len(block)]
        for start, end in pairwise(firsts):
            rows = [block.row(number) for number in range(start, end)]
            yield Located(block.offsets[start], rows, end - start)


def _blocks(items: Iterable[Located | Rejected]) -> Iterator[Located | Rejected]:
    rows: list[Located] = []
    for item in items:
        if isinstance(item, Rejected):
            yield item
            continue
        rows.append(item)
        if len(rows) == BLOCK_ROWS:
            yield _block(rows)
            rows = []
    if rows:
        yield _block(rows)


def _block(rows: Sequence[Located], firsts: Sequence[int] | None = None) -> Located:
    places = [row.offset for row in rows]
    return Located(places[0], block_of_rows([row.value for row in rows], places, firsts), len(rows))


def blocks_together(
    items: Iterable[Located | Rejected], keys: Callable[[Block], Sequence[str | None]]
) -> Iterator[Located | Rejected]:
    """Yield rejects as they come, then blocks in which rows that share a key stand together."""
    with tempfile.TemporaryDirectory(prefix="marionet-") as folder:
        path = Path(folder) / "rows.parquet"
        with pq.ParquetWriter(path, _SCHEMA) as writer:
            for item in items:
                if isinstance(item, Rejected):
                    yield item
                else:
                    writer.write_table(_keyed(item.value, keys(item.value)))
        yield from _grouped(_sorted_rows(path))


def _keyed(block: Block, keys: Sequence[str | None]) -> pa.Table:
    names = [key or f"\x00{place}" for key, place in zip(keys, block.offsets, strict=True)]
    encode = msgspec.json.Encoder(enc_hook=str).encode
    columns = zip(*block.columns.values(), strict=True)
    rows = [encode(dict(zip(block.columns, row, strict=True))) for row in columns]
    arrays = [pa.array(names), pa.array(block.offsets, pa.int64()), pa.array(rows, pa.binary())]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def _sorted_rows(path: Path) -> Iterator[_Row]:
    with open_duckdb(path.parent, MEMORY_LIMIT) as connection:
        rows = connection.sql(_SORT, params={"rows": str(path)})
        for batch in rows.to_arrow_reader(BLOCK_ROWS):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _grouped(rows: Iterator[_Row]) -> Iterator[Located]:
    """Yield blocks of whole groups."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    current: str | None = None
    block: list[Located] = []
    firsts: list[int] = []
    for name, place, raw in rows:
        if name != current:
            if len(block) >= BLOCK_ROWS:
                yield _block(block, firsts)
                block, firsts = [], []
            current = name
            firsts.append(len(block))
        block.append(Located(place, decode(raw)))
    if block:
        yield _block(block, firsts)
