"""Reading JSON values that are not one a line: an array, or values written over many lines."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from loaders.format import Located, Rejected
from loaders.reading.lines import CHUNK_BYTES, MAX_RECORD_BYTES, read_json_lines, shown

_WHITE = " \t\r\n"


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
        yield from _Stream(peekable, limit).values()


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


class _Stream:
    """Takes JSON values from a stream of text, holding no more than one value and one chunk."""

    def __init__(self, file: Peekable, limit: int) -> None:
        self._file = file
        self._limit = limit
        # The byte order mark is dropped by `_skip`, so that positions stay those of the file.
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._text = ""
        self._at = 0  # where the next value starts in `_text`
        self._passed = 0  # bytes of the file before that
        self._json = json.JSONDecoder()
        self._lost = False  # whether the place where the next value starts is unknown

    def _more(self) -> bool:
        chunk = self._file.read(CHUNK_BYTES)
        self._text = self._text[self._at :] + self._decoder.decode(chunk, final=not chunk)
        self._at = 0
        return bool(chunk)

    def _drop(self, end: int) -> str:
        piece = self._text[self._at : end]
        self._passed += len(piece.encode("utf-8", "surrogateescape"))
        self._at = end
        return piece

    def _skip(self, white: str) -> str:
        """Drop what separates values; return the next character, or nothing at the end."""
        while True:
            end = self._at
            while end < len(self._text) and self._text[end] in white:
                end += 1
            self._drop(end)
            if end < len(self._text):
                return self._text[end]
            if not self._more():
                return ""

    def values(self) -> Iterator[Located | Rejected]:
        """Yield the values; a damaged one ends the reading, for nothing shows where it ends."""
        if self._skip(_WHITE + "\ufeff") == "[":
            self._drop(self._at + 1)
        # The commas and the closing bracket of an array count as white space, so that one loop
        # serves arrays and values that stand one after the other.
        while self._skip(_WHITE + ",]"):
            yield self._value()
            if self._lost:
                return

    def _value(self) -> Located | Rejected:
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                return self._refuse("the JSON is nested too deeply; the rest was not read")
            except json.JSONDecodeError as error:
                # It may only be cut off by the chunk: tried again with more text.
                if len(self._text) - self._at > self._limit:
                    return self._refuse(f"no JSON value within {self._limit >> 20} MB")
                if not self._more():
                    return self._refuse(f"not JSON ({error.msg}); the rest was not read")
                continue
            except ValueError:  # Python reads no integer of more than 4,300 digits
                return self._refuse("a number has too many digits; the rest was not read")
            start = self._passed
            return self._located(start, value, self._drop(end))

    @staticmethod
    def _located(start: int, value: object, piece: str) -> Located | Rejected:
        try:
            piece.encode()
            if "\\ud" in piece or "\\uD" in piece:
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raw = piece.encode("utf-8", "surrogateescape")
            return Rejected(start, "the text is not UTF-8", shown(raw))
        return Located(start, value)

    def _refuse(self, reason: str) -> Rejected:
        self._lost = True
        raw = self._text[self._at : self._at + 2000].encode("utf-8", "surrogateescape")
        return Rejected(self._passed, reason, shown(raw))
