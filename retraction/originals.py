"""Originals without a person: a copy in which its records are blank takes the place of the bytes.

Lines and bytes of all other records stay where they were, so that these are found as before. The
copy has a SHA-256 of its own; the tombstone says in whose place it stands.
"""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.reading.packing import unpacked
from retraction.json_bytes import blank_json
from retraction.places import Places
from retraction.table_lines import blank_table
from retraction.traces import Traces
from retraction.xml_elements import blank_xml
from vault import Vault

_PARQUET: Final = b"PAR1"
_HEAD_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1 << 20
_JSON: Final = re.compile(rb"(?:[\w.$]+\s*=\s*)?[{\[]")  # archives of X are JavaScript


def names_person(vault: Vault, sha256: str, traces: Traces) -> bool:
    """Whether an original holds an id of the person that is too long to be there by chance."""
    patterns = [each.decode() for each in sorted(traces.long)]
    if not patterns:
        return False
    longest = max(len(each) for each in traces.long)
    rest = b""
    with vault.originals.open(sha256) as raw, unpacked(raw, sha256) as file:
        while chunk := file.read(_CHUNK_BYTES):
            text = (rest + chunk).decode("utf-8", "replace")
            if pl.Series([text]).str.contains_any(patterns).any():
                return True
            rest = chunk[-longest:]
    return False


def redacted_copy(
    vault: Vault, sha256: str, places: Places, traces: Traces, target: Path, *, whole: bool
) -> bool:
    """Write an original, unpacked and without a person, to a file; return whether it differs.

    Args:
        vault: Where the original is.
        sha256: Which original.
        places: Where in it the person stands.
        traces: What is looked for.
        target: The new file.
        whole: Take out records of others, too, that carry a post of the person, because their
            form is not understood.
    """
    with (
        vault.originals.open(sha256) as raw,
        unpacked(raw, sha256) as file,
        target.open("wb") as out,
    ):
        shutil.copyfileobj(file, out, _CHUNK_BYTES)
    before = target.with_suffix(".before")
    before.hardlink_to(target)
    _own_file(target)
    with target.open("rb") as file:
        head = file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    records = places.all if whole else frozenset(places.own)
    if head.startswith(_PARQUET):
        _blank_parquet(target, places.all if whole else frozenset(places.own), traces)
    elif _JSON.match(head):
        _blank_json_file(target, traces, records)
    elif head.startswith(b"<"):
        data = bytearray(target.read_bytes())
        blank_xml(data, traces, records)
        target.write_bytes(data)
    else:
        blank_table(target, traces, places, whole=whole)
    differs = not _same(before, target)
    before.unlink()
    return differs


def _own_file(path: Path) -> None:
    """Give a file that has two names bytes of its own under this one."""
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    copy.replace(path)


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(_CHUNK_BYTES):
            if piece != second.read(_CHUNK_BYTES):
                return False
    return True


def _blank_json_file(path: Path, traces: Traces, records: frozenset[int]) -> None:
    if path.stat().st_size == 0:
        return
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        blank_json(data, traces, _bytes_of(path, data, records))
        data.flush()


def _bytes_of(path: Path, data: mmap.mmap, places: frozenset[int]) -> frozenset[int]:
    """Return at which bytes records begin that are known by byte or by line."""
    brackets = (b"{", b"[")
    if all(data[place : place + 1] in brackets for place in places):
        return places
    if 0 in places:  # a whole document that begins with white space or an assignment
        first = _JSON.search(data)  # type: ignore[call-overload] - bytes-like
        return frozenset((first.end() - 1,)) if first else frozenset[int]()
    found: set[int] = set()
    at = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number in places:
                begun = min((n for b in brackets if (n := line.find(b)) >= 0), default=0)
                found.add(at + begun)
            at += len(line)
    return frozenset(found)


def _blank_parquet(path: Path, offsets: frozenset[int], traces: Traces) -> None:
    """Write the rows of the person as rows of nothing: the numbers of the others stay."""
    copy = path.with_suffix(".blank")
    with pq.ParquetFile(path) as table, pq.ParquetWriter(copy, table.schema_arrow) as writer:
        number = 0
        for batch in table.iter_batches(batch_size=10_000):
            rows = batch.to_pylist()
            blank: dict[str, Any] = dict.fromkeys(batch.schema.names)
            kept = [
                blank if number + n in offsets else _unnamed(row, traces)
                for n, row in enumerate(rows, 1)
            ]
            number += len(rows)
            writer.write_batch(pa.RecordBatch.from_pylist(kept, schema=batch.schema))
    copy.replace(path)


def _unnamed(row: dict[str, Any], traces: Traces) -> dict[str, Any]:
    """Return a row of somebody else without the cells that are an id or a handle."""
    return {name: None if _names([value], traces) else value for name, value in row.items()}


def _names(values: Iterable[Any], traces: Traces) -> bool:
    return any(
        isinstance(value, str | int)
        and ((raw := str(value).encode()) in traces.ids or raw.lower() in traces.names)
        for value in values
    )
