"""Reading JSON values that are not one a line: an array, or values written over many lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from loaders.format import Located, Rejected
from loaders.reading.json_text import SPACE, BrokenError, JsonText
from loaders.reading.lines import MAX_RECORD_BYTES, read_json_lines

_BETWEEN = re.compile("[ \t\r\n\ufeff,\\]]*+")


class Peekable:
    """A file whose first line is known before it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.first = file.readline(MAX_RECORD_BYTES)
        self._prefix = self.first

    def readline(self, limit: int) -> bytes:
        """Return the next line, or its first `limit` bytes."""
        if not self._prefix:
            return self._file.readline(limit)
        line, self._prefix = self._prefix[:limit], self._prefix[limit:]
        if not self._prefix and not line.endswith(b"\n") and len(line) < limit:
            line += self._file.readline(limit - len(line))
        return line

    def read(self, size: int) -> bytes:
        """Return the next bytes, `size` of them at most."""
        if not self._prefix:
            return self._file.read(size)
        piece, self._prefix = self._prefix[:size], self._prefix[size:]
        return piece


def read_json_values(
    file: BinaryIO, *, limit: int = MAX_RECORD_BYTES
) -> Iterator[Located | Rejected]:
    """Yield JSON values: one a line, or written over many lines, or the elements of one array.

    The offset of a value is its line where values stand one a line, else the byte where it starts.
    """
    peekable = Peekable(file)
    if _stands_alone(peekable.first):
        yield from read_json_lines(peekable, limit=limit)
    else:
        yield from _values(peekable, limit)


def _stands_alone(line: bytes) -> bool:
    """Whether this first line holds a whole JSON object, or one that is damaged."""
    stripped = line.removeprefix(codecs.BOM_UTF8).strip()
    if not stripped.startswith(b"{"):
        return False
    try:
        msgspec.json.decode(stripped, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return not stripped.endswith((b"{", b"[", b",", b":"))
    return True


def _values(file: Peekable, limit: int) -> Iterator[Located | Rejected]:
    """Yield the values; a damaged one ends the reading, for nothing shows where it ends."""
    text = JsonText(file, limit)
    try:
        if text.next(SPACE) == "[":
            text.take()
        # The commas and the closing bracket of an array count as white space, so that one loop
        # serves arrays and values that stand one after the other.
        while text.next(_BETWEEN):
            offset = text.offset()
            value = text.value()
            yield value if isinstance(value, Rejected) else Located(offset, value)
    except BrokenError as error:
        yield Rejected(error.at, f"{error}; the rest was not read", error.piece)
