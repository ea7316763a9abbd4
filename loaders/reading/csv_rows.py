"""Rows of a CSV file one by one, for formats that a mapping cannot describe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from loaders.format import Located, Rejected
from loaders.reading.lines import MAX_RECORD_BYTES, shown

_HEAD_BYTES = 1 << 16
_UTF_8 = "utf-8-sig"
_CHINESE = "gb18030"

csv.field_size_limit(MAX_RECORD_BYTES)


def encoding_of(head: bytes) -> str:
    """Return the encoding of a Chinese table: UTF-8 where its beginning is that, else GB 18030."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut in two by the end of the head.
        if error.start < len(head) - 4:
            return _CHINESE
    return _UTF_8


def columns_of(head: bytes) -> frozenset[str]:
    """Return the names in the first line of a CSV file; empty where it is no text."""
    first = head.split(b"\n", 1)[0]
    try:
        text = first.decode(encoding_of(first)).strip("\r\n")
        return frozenset(name.strip() for name in next(csv.reader([text]), []))
    except (UnicodeDecodeError, csv.Error):
        return frozenset()


def read_rows(file: BinaryIO, *, may_end_after: str = "") -> Iterator[Located | Rejected]:
    """Yield each row as a dictionary from column to text; the offset is its first line.

    A row of another length than the header and one that is not in the encoding of the file are
    rejects. A header that is repeated further down (tables put one after the other) is one, too.

    Args:
        file: The table.
        may_end_after: A column behind which a row may end: what follows is empty then.
    """
    head = file.peek(_HEAD_BYTES) if isinstance(file, io.BufferedReader) else b""
    lines = _lines(file, encoding_of(head[:_HEAD_BYTES]))
    header: list[str] | None = None
    reader = csv.reader(lines)
    line = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield Rejected(line + 1, f"the row is no CSV ({error})", None)
            line = reader.line_num
            continue
        if row is None:
            return
        if row and header is None:
            header = [name.strip() for name in row]
        elif row and header is not None:
            if len(row) < len(header) and row and header[len(row) - 1] == may_end_after:
                row += [""] * (len(header) - len(row))
            yield _row(header, row, line + 1)
        line = reader.line_num


def _row(header: list[str], row: list[str], line: int) -> Located | Rejected:
    if len(row) != len(header):
        reason = f"the row has {len(row)} fields, the header {len(header)}"
        return Rejected(line, reason, row)
    if row == header:
        return Rejected(line, "the header is repeated", row)
    joined = "".join(row)
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            raw = "\x1f".join(row).encode("utf-8", "surrogateescape")
            return Rejected(line, "the row is not in the encoding of the file", shown(raw))
    return Located(line, dict(zip(header, row, strict=True)))


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    first = True
    while line := file.readline(MAX_RECORD_BYTES):
        # Only the first line can carry a byte order mark.
        name = encoding if first else encoding.removesuffix("-sig")
        yield line.decode(name, "surrogateescape").replace("\x00", "")
        first = False
