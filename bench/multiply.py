"""A small sample made into a big file: copies of its records with ids of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

_DIGITS = "0123456789"
_LETTERS = "0123456789abcdef"
_SHORTEST_ID = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """Where copies of the records of a sample stand in a file."""

    name: str
    before: bytes
    body: bytes
    between: bytes
    after: bytes


def shapes_of(raw: bytes) -> Iterator[Shape]:
    """Yield the ways in which the records of a file could be repeated, the likeliest first."""
    text = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if text[:1] in b"{[":
        try:
            value = json.loads(text)
        except ValueError:
            yield Shape("lines", b"", text, b"\n", b"\n")
            return
        if isinstance(value, list):
            yield Shape("array", b"[", text[1:-1], b",\n", b"]")
            return
        if inner := _inner_list(value):
            yield inner
        yield Shape("lines", b"", json.dumps(value, ensure_ascii=False).encode(), b"\n", b"\n")
        yield Shape("array", b"[", text, b",\n", b"]")
        return
    header, _, body = text.partition(b"\n")
    if body and not text.startswith((b"<", b"PK", b"PAR1", b"\x1f\x8b")):
        yield Shape("table", header + b"\n", body, b"\n", b"\n")


def _inner_list(value: dict[str, Any]) -> Shape | None:
    """Return an object with the longest of its lists repeated; None where it has none."""
    lists = {name: inner for name, inner in value.items() if isinstance(inner, list) and inner}
    if not lists:
        return None
    name = max(lists, key=lambda each: len(json.dumps(lists[each])))
    mark = "\x00"
    before, after = json.dumps({**value, name: [mark]}, ensure_ascii=False).split(json.dumps(mark))
    body = ",".join(json.dumps(item, ensure_ascii=False) for item in lists[name])
    return Shape("inner list", before.encode(), body.encode(), b",\n", after.encode())


def write_copies(path: Path, shape: Shape, ids: Sequence[str], copies: int) -> None:
    """Write a file with copies of the records; each has ids of its own, of the same length."""
    parts, places = _cut(shape.body, ids)
    number = count(1)
    with path.open("wb") as file:
        file.write(shape.before)
        for copy in range(copies):
            fresh: dict[bytes, bytes] = {}
            for place in places:
                old = parts[place]
                if old not in fresh:
                    fresh[old] = old if copy == 0 else _other(old, next(number))
            file.write(b"".join(fresh.get(p, p) if n in places else p for n, p in parts.items()))
            file.write(shape.after if copy == copies - 1 else shape.between)


def _cut(body: bytes, ids: Sequence[str]) -> tuple[dict[int, bytes], frozenset[int]]:
    known = sorted((i.encode() for i in ids if len(i) >= _SHORTEST_ID), key=len, reverse=True)
    if not known:
        return {0: body}, frozenset()
    pattern = re.compile(b"(" + b"|".join(map(re.escape, known)) + b")")
    parts = dict(enumerate(pattern.split(body)))
    return parts, frozenset(range(1, len(parts), 2))


def _other(old: bytes, number: int) -> bytes:
    """Return an id of the same length and kind that ends in a number."""
    digits = _DIGITS if old.isdigit() else _LETTERS
    room = min(len(old) - 1, 9)
    end = ""
    for _ in range(room):
        number, last = divmod(number, len(digits))
        end = digits[last] + end
    return old[: len(old) - room] + end.encode()
