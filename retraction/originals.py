"""Originals without a person: a copy in which its records are blank takes the place of the bytes.

Lines and bytes of all other records stay where they were, so that these are found as before. The
copy has a SHA-256 of its own; the tombstone says in whose place it stands.
"""

from __future__ import annotations

import csv
import io
import mmap
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.packing import unpacked
from retraction.json_bytes import blank_json
from retraction.traces import Traces
from vault import Vault

_PARQUET = b"PAR1"
_HEAD_BYTES = 4096


def redacted_copy(
    vault: Vault, sha256: str, offsets: Iterable[int], traces: Traces, target: Path
) -> None:
    """Write an original, unpacked and without a person, to a file.

    Args:
        vault: Where the original is.
        sha256: Which original.
        offsets: Where in it the person's own records begin, as its batches say.
        traces: What is looked for.
        target: The new file.
    """
    with (
        vault.originals.open(sha256) as raw,
        unpacked(raw, sha256) as file,
        target.open("wb") as out,
    ):
        shutil.copyfileobj(file, out, 1 << 20)
    with target.open("rb") as file:
        head = file.read(_HEAD_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_PARQUET):
        _blank_parquet(target, frozenset(offsets), traces)
    elif b"{" in head[:1] or b"[" in head[:1] or head.startswith(b"window."):
        _blank_json_file(target, traces)
    else:
        _blank_lines(target, frozenset(offsets), traces)


def _blank_json_file(path: Path, traces: Traces) -> None:
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        blank_json(data, traces)
        data.flush()


def _blank_parquet(path: Path, offsets: frozenset[int], traces: Traces) -> None:
    """Write the rows of the person as rows of nothing: the numbers of the others stay."""
    copy = path.with_suffix(".blank")
    with pq.ParquetFile(path) as table, pq.ParquetWriter(copy, table.schema_arrow) as writer:
        number = 0
        for batch in table.iter_batches(batch_size=10_000):
            rows = batch.to_pylist()
            blank: dict[str, Any] = dict.fromkeys(batch.schema.names)
            kept = [
                blank if number + n in offsets or _names(row.values(), traces) else row
                for n, row in enumerate(rows, 1)
            ]
            number += len(rows)
            writer.write_batch(pa.RecordBatch.from_pylist(kept, schema=batch.schema))
    copy.replace(path)


def _names(values: Iterable[Any], traces: Traces) -> bool:
    return any(isinstance(value, str) and value.encode() in traces.ids for value in values)


def _blank_lines(path: Path, offsets: frozenset[int], traces: Traces) -> None:
    """Empty the lines of the person's rows; a row may go over many lines."""
    own = _own_lines(path, offsets, traces)
    copy = path.with_suffix(".blank")
    with path.open("rb") as file, copy.open("wb") as out:
        for number, line in enumerate(file, 1):
            out.write(b"\n" if number in own else line)
    copy.replace(path)


def _own_lines(path: Path, offsets: frozenset[int], traces: Traces) -> frozenset[int]:
    """Return the lines of rows that begin at one of the offsets or hold an id of the person."""
    ids = frozenset(each.decode() for each in traces.ids)
    found: set[int] = set()
    with path.open("rb") as raw:
        reader = csv.reader(_text(raw))
        before = 0
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                before = reader.line_num
                continue
            if row is None:
                return frozenset(found)
            if before > 0 and (before + 1 in offsets or not ids.isdisjoint(row)):
                found.update(range(before + 1, reader.line_num + 1))
            before = reader.line_num


def _text(raw: BinaryIO) -> Iterable[str]:
    # Only where rows begin and end matters: bytes that are no UTF-8 pass as they are.
    return io.TextIOWrapper(raw, "utf-8", errors="surrogateescape", newline="")
