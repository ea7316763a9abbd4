"""Blanking a person in tables as text: rows become empty lines, cells of others become empty.

Rows are found again by their line, which does not move.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from loaders.reading.lines import MAX_RECORD_BYTES
from retraction.places import Places
from retraction.traces import Traces

_DELIMITERS: Final = ",\t;|"
_ENCODINGS: Final = ("utf-8", "gb18030")
_EDGE: Final = rb"[,\t;|\"\r\n\xef\xbb\xbf]"

csv.field_size_limit(MAX_RECORD_BYTES)


def blank_table(path: Path, traces: Traces, places: Places, *, whole: bool) -> None:
    """Empty the lines of the person's rows, and its ids, handles and texts in rows of others.

    Args:
        path: The file; written anew.
        traces: What is looked for.
        places: In which rows the person stands.
        whole: Empty rows of others that carry it, too.
    """
    gone = places.all if whole else places.own | places.mixed
    cells = _Cells(traces, places)
    copy = path.with_suffix(".blank")
    with path.open("rb") as file, path.open("rb") as again, copy.open("wb") as out:
        for first, last, row in _rows(file):
            lines = [again.readline() for _ in range(first, last + 1)]
            if first in gone:
                out.writelines(b"\n" for _ in lines)
            else:
                out.write(cells.emptied(b"".join(lines), row, guest=first in places.guest))
        out.write(again.read())
    copy.replace(path)


class _Cells:
    """What a cell of somebody else's row may not hold."""

    def __init__(self, traces: Traces, places: Places) -> None:
        words = {each.decode() for each in traces.ids | traces.names}
        self._words = _forms(words | {f"@{word}" for word in words})
        self._texts = _forms(places.texts)

    def emptied(self, raw: bytes, row: list[str], *, guest: bool) -> bytes:
        """Return the lines of a row without the cells that name the person."""
        for cell in dict.fromkeys(row):
            bare = cell.strip().encode("utf-8", "surrogateescape")
            if bare.lower() in self._words or (guest and bare in self._texts):
                raw = _without(raw, cell.encode("utf-8", "surrogateescape"))
        return raw


def _forms(words: Iterable[str]) -> frozenset[bytes]:
    """Return the bytes of words in the encodings of tables, as they are and in lower case."""
    found: set[bytes] = set()
    for word in words:
        for name in _ENCODINGS:
            found.update(form.strip().encode(name, "ignore") for form in (word, word.lower()))
    return frozenset(found - {b""})


def _without(raw: bytes, cell: bytes) -> bytes:
    form = re.escape(cell.replace(b'"', b'""'))
    whole = re.compile(rb"(^|" + _EDGE + rb")" + form + rb"(?=" + _EDGE + rb"|$)")
    lines = b"\n" * cell.count(b"\n")
    return whole.sub(lambda match: match[1] + lines, raw)


def _rows(file: BinaryIO) -> Iterator[tuple[int, int, list[str]]]:
    """Yield first line, last line and cells of each row; a row may go over many lines."""
    # Only where rows begin and end matters: bytes that are no UTF-8 pass as they are.
    text = io.TextIOWrapper(file, "utf-8", errors="surrogateescape", newline="\n")
    head = file.peek(1 << 16) if isinstance(file, io.BufferedReader) else b""
    first_line = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.reader((line.replace("\x00", "") for line in text), delimiter=delimiter)
    before = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            row = []
        if row is None:
            return
        yield before + 1, reader.line_num, row
        before = reader.line_num
