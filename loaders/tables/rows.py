"""Rows of a table, as dictionaries from column to value, from CSV, Parquet or JSON Lines."""

from __future__ import annotations

import csv
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.format import Located, Rejected
from loaders.lines import MAX_RECORD_BYTES, read_json_lines, shown
from marionet.errors import LoadError

PARQUET = b"PAR1"
BATCH_ROWS = 10_000
_DELIMITERS = (",", "\t", ";", "|")

csv.field_size_limit(MAX_RECORD_BYTES)


def shape_of(head: bytes) -> str:
    """Return `parquet`, `jsonl` or `csv` from the first bytes of a file."""
    if head.startswith(PARQUET):
        return "parquet"
    return "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def header_of(first_line: bytes, encoding: str, delimiter: str | None) -> list[str]:
    """Return the column names in the first line of a CSV file; empty where it is no text."""
    try:
        text = first_line.decode(encoding).strip("\r\n")
    except UnicodeDecodeError:
        return []
    return next(csv.reader([text], delimiter=delimiter or guess_delimiter(text)), [])


def guess_delimiter(header: str) -> str:
    """Return the delimiter that stands most often in the header."""
    return max(_DELIMITERS, key=header.count)


def read_csv(
    file: BinaryIO, encoding: str, delimiter: str | None
) -> Iterator[list[str] | Located | Rejected]:
    """Yield the header (a list), then the rows; the offset of a row is its first line.

    Raises:
        LoadError: The first line is no header.
    """
    lines = _text_lines(file, encoding)
    first = next(lines, "")
    lines = itertools.chain([first], lines)
    reader = csv.reader(lines, delimiter=delimiter or guess_delimiter(first))
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise LoadError(f"The first line holds no column names ({error}).") from error
    yield header
    line = reader.line_num
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield Rejected(line + 1, f"the row is no CSV ({error})", None)
            line = reader.line_num
            continue
        if row is None:
            return
        if row:
            yield _checked_row(header, row, line + 1)
        line = reader.line_num


def _checked_row(header: list[str], row: list[str], line: int) -> Located | Rejected:
    joined = "".join(row)
    try:
        joined.encode()
    except UnicodeEncodeError:
        raw = "\x1f".join(row).encode("utf-8", "surrogateescape")
        return Rejected(line, "the row is not in the encoding of the file", shown(raw))
    if len(row) != len(header):
        reason = f"the row has {len(row)} fields, the header {len(header)}"
        return Rejected(line, reason, row)
    return Located(line, dict(zip(header, row, strict=True)))


def _text_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    first = True
    while line := file.readline(MAX_RECORD_BYTES):
        # Only the first line can carry a byte order mark.
        yield line.decode(encoding if first else encoding.removesuffix("-sig"), "surrogateescape")
        first = False


def read_parquet(file: BinaryIO) -> Iterator[list[str] | Located]:
    """Yield the column names (a list), then the rows; the offset of a row is its number from 1.

    Raises:
        LoadError: The file is damaged.
    """
    # Parquet is read from its end, and the vault gives a stream.
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        try:
            table = pq.ParquetFile(copy)
            names = table.schema_arrow.names
            yield names
            number = itertools.count(1)
            for batch in table.iter_batches(batch_size=BATCH_ROWS):
                columns = [column.to_pylist() for column in batch.columns]
                for row in zip(*columns, strict=True):
                    yield Located(next(number), dict(zip(names, row, strict=True)))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise LoadError(f"The Parquet file is damaged ({error}). Get it again.") from error


def read_jsonl(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the objects of JSON Lines; a field inside another is named `outer.inner`."""
    for item in read_json_lines(file):
        if isinstance(item, Located):
            if isinstance(item.value, dict):
                yield Located(item.offset, _flat(item.value, ""))
            else:
                yield Rejected(item.offset, "the line is no JSON object", item.value)
        else:
            yield item


def _flat(value: dict[str, Any], before: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            flat |= _flat(inner, f"{before}{name}.")
        else:
            flat[before + name] = inner
    return flat
