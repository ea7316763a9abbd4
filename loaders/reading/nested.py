"""Records deep inside one big JSON document, in the memory of one record.

    {"name": "News", "id": 5, "messages": [{"id": 1}, {"id": 2}]}

    read_nested(file, ("messages.item",)) yields {"id": 1} and {"id": 2}, each with what stood
    around it before: {"name": "News", "id": 5}.

A path names the members on the way; `item` stands for each element of an array, `*` for every
member of an object that is a map. A path that leads to other paths (`""` is the document itself) is
yielded when it ends, without what those hold.
Python's own decoder takes a value out of the middle of a text at some 100 MB/s and says where it
ended, so that every record has its byte; an event-wise parser is ten times slower.
"""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import msgspec

from loaders.format import Located, Rejected
from loaders.reading.lines import CHUNK_BYTES, MAX_RECORD_BYTES, shown

_WHITE = " \t\r\n\ufeff"
_SMALL_CHARACTERS = 100_000


class ByteFile(Protocol):
    """What a document is read from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, `size` of them at most."""
        ...


class Nested(msgspec.Struct, frozen=True):
    """A record out of a document.

    Attributes:
        path: Where it stood.
        value: The record.
        around: Members of the object it stands in that came before it and are not big. For a
            record in a map (`*`), those of the object that holds the map.
        names: The names that `*` stood for on the way to it.
    """

    path: str
    value: Any
    around: dict[str, Any]
    names: tuple[str, ...] = ()


def read_nested(
    file: ByteFile, paths: tuple[str, ...], *, limit: int = MAX_RECORD_BYTES
) -> Iterator[Located | Rejected]:
    """Yield the records at these paths, as `Nested`, with the byte where each begins.

    There may be several documents one after the other. What is no JSON, too deep, longer than
    `limit` bytes or cut off is a reject and ends the reading, for nothing shows where it ends; the
    records before it are kept. A record that is not UTF-8 is a reject, and the next is read.
    """
    reader = _Reader(_Text(file, limit), paths)
    try:
        yield from reader.documents()
    except _BrokenError as error:
        yield Rejected(error.at, f"{error}; the rest was not read", error.piece)


class _BrokenError(ValueError):
    """The document cannot be read any further."""

    def __init__(self, reason: str, at: int, piece: str) -> None:
        super().__init__(reason)
        self.at = at
        self.piece = piece


class _Reader:
    """Walks down the paths and takes everything else as whole values."""

    def __init__(self, text: _Text, paths: tuple[str, ...]) -> None:
        self._text = text
        self._wanted = frozenset(paths)
        parts = [path.split(".") if path else [] for path in paths]
        ways = {".".join(names[:n]) for names in parts for n in range(len(names))}
        self._ways = frozenset(ways)  # what leads to a record

    def documents(self) -> Iterator[Located | Rejected]:
        while self._text.next(_WHITE + ","):
            yield from self._at(_Place("", {}, ()))

    def _at(self, place: _Place) -> Iterator[Located | Rejected]:
        """Yield what is at a path: one record, or those that it leads to."""
        opening = self._text.next(_WHITE)
        if place.path not in self._ways or opening not in {"{", "["}:
            found = self._text.value()
            if isinstance(found, Rejected):
                yield found
            elif place.path in self._wanted:
                yield place.record(found.offset, found.value)
        elif opening == "{":
            yield from self._object(place)
        else:
            self._text.take()
            while self._text.need(_WHITE + ",") != "]":
                yield from self._at(place.below("item"))
            self._text.take()

    def _object(self, place: _Place) -> Iterator[Located | Rejected]:
        start = self._text.position
        is_map = self._leads(place.below("*").path)
        known: dict[str, Any] = place.around if is_map else {}
        self._text.take()
        while self._text.need(_WHITE + ",") != "}":
            name = self._text.name()
            inner = place.below(name)
            if self._leads(inner.path):
                yield from self._at(_Place(inner.path, known, place.names))
                continue
            if is_map:
                yield from self._at(_Place(place.below("*").path, known, (*place.names, name)))
                continue
            found = self._text.value()
            if isinstance(found, Located) and found.rows <= _SMALL_CHARACTERS:
                known = {**known, name: found.value}  # new, for records hold the one before
        self._text.take()
        if place.path in self._wanted:
            yield place.record(start, known)

    def _leads(self, path: str) -> bool:
        return path in self._ways or path in self._wanted


class _Place(NamedTuple):
    """Where the reading is: the path, what stood around it before, the names in maps."""

    path: str
    around: dict[str, Any]
    names: tuple[str, ...]

    def below(self, name: str) -> _Place:
        path = f"{self.path}.{name}" if self.path else name
        return _Place(path, self.around, self.names)

    def record(self, offset: int, value: Any) -> Located:
        return Located(offset, Nested(self.path, value, self.around, self.names))


class _Text:
    """The text of a file, of which one value and one chunk are held."""

    def __init__(self, file: ByteFile, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._json = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._ended = False
        self.position = 0  # bytes of the file before `_at`

    def next(self, white: str) -> str:
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

    def need(self, white: str) -> str:
        """Return the next character; there must be one."""
        found = self.next(white)
        if not found:
            raise self._broken("the document ends in the middle")
        return found

    def take(self) -> None:
        """Drop one character."""
        self._drop(self._at + 1)

    def name(self) -> str:
        """Take the name of a member and its colon."""
        found = self.value()
        if isinstance(found, Rejected) or not isinstance(found.value, str):
            raise self._broken("the name of a member is no text")
        if self.need(_WHITE) != ":":
            raise self._broken("a colon is missing")
        self.take()
        return found.value

    def value(self) -> Located | Rejected:
        """Take a value; `rows` of what is returned is its length in characters."""
        self.need(_WHITE)
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._broken("the JSON is nested too deeply") from None
            except json.JSONDecodeError as error:
                # It may only be cut off by the chunk: tried again with more text.
                if len(self._text) - self._at > self._limit:
                    raise self._broken(f"no JSON value within {self._limit >> 20} MB") from None
                if not self._more():
                    raise self._broken(f"not JSON or cut off ({error.msg})") from None
                continue
            except ValueError:  # Python reads no integer of more than 4,300 digits
                raise self._broken("a number has too many digits") from None
            if end == len(self._text) and self._more():
                continue  # a number may go on in the next chunk
            return self._located(value, end)

    def _located(self, value: object, end: int) -> Located | Rejected:
        start = self.position
        piece = self._drop(end)
        try:
            piece.encode()
            if "\\ud" in piece or "\\uD" in piece:
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raw = piece.encode("utf-8", "surrogateescape")
            return Rejected(start, "the text is not UTF-8", shown(raw))
        if isinstance(value, float) and not math.isfinite(value):
            value = None
        return Located(start, value, len(piece))

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = self._file.read(CHUNK_BYTES)
        self._ended = not chunk
        self._text = self._text[self._at :] + self._decoder.decode(chunk, final=not chunk)
        self._at = 0
        return bool(chunk)

    def _drop(self, end: int) -> str:
        piece = self._text[self._at : end]
        self.position += len(piece.encode("utf-8", "surrogateescape"))
        self._at = end
        return piece

    def _broken(self, reason: str) -> _BrokenError:
        raw = self._text[self._at : self._at + 2000].encode("utf-8", "surrogateescape")
        return _BrokenError(reason, self.position, shown(raw))
