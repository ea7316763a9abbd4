"""The JSON values of a file as bytes, so that a format decodes only the fields it reads.

A tweet has thousands of bytes of which a few hundred matter: skipping the rest while decoding is
several times faster than making objects of all of it.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, TypeVar, cast

import msgspec

from loaders.format import Located, Rejected
from loaders.reading.documents import read_json_values
from loaders.reading.lines import MAX_RECORD_BYTES, read_lines, shown

Json = bytes | msgspec.Raw
T = TypeVar("T")

_DAMAGE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode
_whole = msgspec.json.Decoder(msgspec.Raw).decode


class Bytes(Protocol):
    """What values are read from."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line, or its first `limit` bytes."""
        ...

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, `size` of them at most."""
        ...


class Rewound:
    """A file of which a beginning was read, from its start (or another place in that) again."""

    def __init__(self, beginning: bytes, file: Bytes) -> None:
        self._beginning = io.BytesIO(beginning)
        self._file = file

    def readline(self, limit: int, /) -> bytes:
        """Return the next line, or its first `limit` bytes."""
        line = self._beginning.readline(limit)
        if line.endswith(b"\n") or len(line) == limit:
            return line
        return line + self._file.readline(limit - len(line))

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, `size` of them at most."""
        return self._beginning.read(size) or self._file.read(size)


def read_raw_values(file: Bytes) -> Iterator[tuple[int, Json] | Rejected]:
    """Yield each JSON value of a file with its line, or byte, and undecoded.

    Values stand one a line (an array on a line counts as its elements), or one after the other, or
    are the elements of one array. A file that is no JSON Lines is held whole up to 16 MB.
    """
    first = file.readline(MAX_RECORD_BYTES)
    whole = Rewound(first, file)
    if _stands_alone(first):
        yield from _from_lines(whole)
        return
    beginning = first + file.read(MAX_RECORD_BYTES + 1 - len(first))
    if len(beginning) <= MAX_RECORD_BYTES:
        found = _from_document(beginning)
        if found is not None:
            yield from found
            return
    # Big or damaged: slower, but in bounded memory and with the place of the damage.
    for item in read_json_values(cast("BinaryIO", Rewound(beginning, file))):
        yield item if isinstance(item, Rejected) else _encoded(item)


def _stands_alone(line: bytes) -> bool:
    stripped = line.removeprefix(codecs.BOM_UTF8).strip()
    if not stripped.startswith((b"{", b"[")):
        return False
    try:
        _whole(stripped)
    except _DAMAGE:
        # The beginning of a document, or a line that is damaged.
        return stripped.startswith(b"{") and not stripped.endswith((b"{", b"[", b",", b":"))
    return True


def _from_lines(file: Rewound) -> Iterator[tuple[int, Json] | Rejected]:
    for item in read_lines(file):
        if isinstance(item, Rejected) or not item[1].lstrip().startswith(b"["):
            yield item
            continue
        number, line = item
        try:
            elements = _elements(line)
        except _DAMAGE as error:
            yield Rejected(number, f"the line is not JSON ({error})", shown(line))
        else:
            for element in elements:
                yield number, element


def _from_document(text: bytes) -> list[tuple[int, Json]] | None:
    """Return the values of a text that is one JSON document, None where it is none."""
    start = len(codecs.BOM_UTF8) if text.startswith(codecs.BOM_UTF8) else 0
    text = text[start:]
    try:
        if not text.lstrip().startswith(b"["):
            return [(start + len(text) - len(text.lstrip()), _whole(text))]
        elements = _elements(text)
    except _DAMAGE:
        return None
    placed: list[tuple[int, Json]] = []
    at = 0
    for element in elements:
        at = text.find(element, at)  # pyright: ignore[reportArgumentType] - it is a buffer
        placed.append((start + at, element))
        at += len(memoryview(element))
    return placed


def _encoded(item: Located) -> tuple[int, Json] | Rejected:
    try:
        return item.offset, msgspec.json.encode(item.value)
    except (OverflowError, UnicodeEncodeError, RecursionError) as error:
        return Rejected(item.offset, f"not JSON that can be read ({error})", None)


def decoded(
    decode: Callable[[Json], T], offset: int, raw: Json, *, what: str = "the line"
) -> T | Rejected:
    """Decode a value; where that fails, return the reject that says why."""
    try:
        return decode(raw)
    except msgspec.ValidationError as error:
        return Rejected(offset, str(error), shown(bytes(raw)))
    except RecursionError:
        return Rejected(offset, "the JSON is nested too deeply", shown(bytes(raw)))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Rejected(offset, f"{what} is not JSON ({error})", shown(bytes(raw)))
