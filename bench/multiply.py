"""A small sample made into a big file: copies of its records with ids of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from loaders.reading.escapes import MendedEscapes

_DIGITS = "0123456789"
_LETTERS = "0123456789abcdef"
_ROOM = 9
"""So many characters at the end of an id are changed at most: the rest may be its form."""
_SHORT = 5
"""An id that is shorter becomes longer: there would be too few of its length."""
_TAIL = re.compile(r"(.*[^A-Za-z0-9])?(.*)", re.DOTALL)
# Elements of XML that stand beside each other: whole entries, or the parts of a graph.
_ELEMENTS = (b"entry", b"item", b"rdf:li", b"node", b"edge")


@dataclass(frozen=True, slots=True)
class Shape:
    """Where copies of the records of a sample stand in a file.

    Attributes:
        items: The records, or all of them as one piece where they cannot be told apart.
    """

    name: str
    before: bytes
    items: tuple[bytes, ...]
    between: bytes
    after: bytes

    @property
    def body(self) -> bytes:
        """What is repeated."""
        return self.between.join(self.items)


def shapes_of(raw: bytes) -> Iterator[Shape]:
    """Yield the ways in which the records of a file could be repeated, the likeliest first."""
    text = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if text[:1] in b"{[":
        text = MendedEscapes(BytesIO(text)).read(len(text))
        try:
            value = json.loads(text)
        except ValueError:
            yield Shape("lines", b"", tuple(text.splitlines()), b"\n", b"\n")
            return
        if isinstance(value, list):
            yield Shape("array", b"[", _elements_of(text), b",\n", b"]")
            return
        line = json.dumps(value, ensure_ascii=False).encode()
        yield Shape("lines", b"", (line,), b"\n", b"\n")
        yield Shape("array", b"[", (text,), b",\n", b"]")
        yield from _inner_lists(value)
        return
    if text.startswith(b"<"):
        yield from _elements(text)
        return
    before, opening, rest = text.partition(b"[")
    if before.rstrip().endswith(b"=") and rest.endswith(b"]"):  # `window.tweets = [...]`
        yield Shape("script", before + opening, _elements_of(b"[" + rest), b",\n", b"]")
        return
    header, _, body = text.partition(b"\n")
    if body and not text.startswith((b"PK", b"PAR1", b"\x1f\x8b")):
        yield Shape("table", header + b"\n", _rows_of(body), b"\n", b"\n")


def _elements_of(array: bytes) -> tuple[bytes, ...]:
    return tuple(map(bytes, msgspec.json.decode(array, type=list[msgspec.Raw])))


def _rows_of(table: bytes) -> tuple[bytes, ...]:
    """Return the rows of a CSV; a line end in quotes ends none."""
    rows: list[bytes] = []
    for line in table.split(b"\n"):
        if rows and rows[-1].count(b'"') % 2:
            rows[-1] += b"\n" + line
        else:
            rows.append(line)
    return tuple(rows)


def _inner_lists(value: dict[str, Any]) -> Iterator[Shape]:
    """Yield an object with a list in it, or a map of objects, repeated; the longest first."""
    mark = "\x00"
    for path, inner in sorted(_holders(value, ()), key=lambda each: -len(json.dumps(each[1]))):
        of_list = isinstance(inner, list)
        whole = json.dumps(_replaced(value, path, [mark] if of_list else {mark: 0}))
        before, after = whole.split(json.dumps(mark) + ("" if of_list else ": 0"))
        items = inner if of_list else [{name: each} for name, each in inner.items()]
        texts = [json.dumps(item, ensure_ascii=False).encode() for item in items]
        pieces = tuple(texts if of_list else [text[1:-1] for text in texts])
        name = f"in {'.'.join(path)}"
        yield Shape(name, before.encode(), pieces, b",\n", after.encode())


def _holders(
    value: dict[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], list[Any] | dict[str, Any]]]:
    """Yield the lists and maps in an object, with the names of the members on the way."""
    for name, inner in value.items():
        if isinstance(inner, list) and inner:
            yield (*path, name), inner
        elif isinstance(inner, dict) and inner:
            if all(isinstance(each, dict) for each in inner.values()):
                yield (*path, name), inner
            yield from _holders(inner, (*path, name))


def _replaced(value: dict[str, Any], path: tuple[str, ...], new: Any) -> dict[str, Any]:
    name, *rest = path
    return {**value, name: _replaced(value[name], tuple(rest), new) if rest else new}


def _elements(text: bytes) -> Iterator[Shape]:
    """Yield XML with everything from the first to the last element of a name repeated."""
    for name in _ELEMENTS:
        found = list(re.finditer(rb"<%s[\s>].*?(?:</%s>|/>)" % (name, name), text, re.DOTALL))
        if found:
            start, end = found[0].start(), found[-1].end()
            yield Shape(f"<{name.decode()}>", text[:start], (text[start:end],), b"\n", text[end:])


def write_copies(path: Path, shape: Shape, ids: Sequence[str], copies: int) -> None:
    """Write a file with copies of the records; each has ids of its own."""
    parts, places = _cut(shape.body, ids)
    number = count(1)
    with path.open("wb") as file:
        file.write(shape.before)
        for copy in range(copies):
            fresh: dict[bytes, bytes] = {}
            for place in places:
                old = parts[place]
                if old not in fresh:
                    fresh[old] = old if copy == 0 else _other(old.decode(), next(number))
            file.write(b"".join(fresh.get(p, p) if n in places else p for n, p in parts.items()))
            file.write(shape.after if copy == copies - 1 else shape.between)


def _cut(body: bytes, ids: Sequence[str]) -> tuple[dict[int, bytes], frozenset[int]]:
    """Return the body in parts, and which of them are ids.

    The vault has some in lower case, and some put together: `at://did:plc:ann/app.x.post/3a`.
    """
    pieces = {piece for each in ids for piece in (each, *each.split("/")) if _is_id(piece)}
    known = sorted((piece.lstrip("@").encode() for piece in pieces), key=len, reverse=True)
    if not known:
        return {0: body}, frozenset()
    words = b"|".join(map(re.escape, known))
    pattern = re.compile(rb"(?<![A-Za-z0-9])(" + words + rb")(?![A-Za-z0-9])", re.IGNORECASE)
    parts = dict(enumerate(pattern.split(body)))
    return parts, frozenset(range(1, len(parts), 2))


def _is_id(piece: str) -> bool:
    """Whether it names one thing: `https:` and the kind of a thing (`app.bsky...`) do not."""
    return bool(piece.lstrip("@")) and not piece.endswith(":") and not piece.startswith("app.")


def _other(old: str, number: int) -> bytes:
    """Return an id of the same kind that ends in a number; of the same length if it is long."""
    found = _TAIL.fullmatch(old)
    before, tail = (found[1] or "", found[2]) if found else ("", old)
    digits = _DIGITS if tail.isdigit() else _LETTERS
    if len(tail) < _SHORT:
        tail += "1" * _ROOM
    room = min(len(tail) - 1, _ROOM)
    end = ""
    for _ in range(room):
        number, last = divmod(number, len(digits))
        end = digits[last] + end
    return (before + tail[: len(tail) - room] + end).encode()
