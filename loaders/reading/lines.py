"""Reading a file line by line, in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Protocol

import msgspec

from loaders.format import Located, Rejected

MAX_RECORD_BYTES = 16 << 20
HEAD_BYTES = 2000
CHUNK_BYTES = 1 << 20


class LineFile(Protocol):
    """What lines are read from."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line, or its first `limit` bytes."""
        ...


def shown(raw: bytes) -> str:
    """Return the beginning of some bytes as text; what is no UTF-8 is escaped."""
    return raw[:HEAD_BYTES].decode("utf-8", "backslashreplace")


def read_lines(
    file: LineFile, *, limit: int = MAX_RECORD_BYTES
) -> Iterator[tuple[int, bytes] | Rejected]:
    """Yield the lines that are not blank with their number (from 1).

    A line longer than `limit` bytes is passed over without being held, and yielded as rejected.
    """
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) > limit:
            length = len(line)
            while not line.endswith(b"\n") and (rest := file.readline(CHUNK_BYTES)):
                length += len(rest)
                line = line[:HEAD_BYTES] + rest[-1:]
            reason = f"the line is longer than {limit >> 20} MB ({length} bytes)"
            yield Rejected(number, reason, shown(line))
        elif not line.isspace() and line:
            yield number, line


def read_json_lines(
    file: LineFile, *, limit: int = MAX_RECORD_BYTES
) -> Iterator[Located | Rejected]:
    """Yield the JSON value of each line."""
    decode = msgspec.json.Decoder().decode
    for line in read_lines(file, limit=limit):
        if isinstance(line, Rejected):
            yield line
            continue
        number, raw = line
        try:
            value = decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Rejected(number, _why(error), shown(raw))
        else:
            yield Located(number, value)


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"the line is not UTF-8 (byte {error.start + 1}: {error.reason})"
    return f"the line is not JSON ({error})"
