"""Records deep inside one big JSON document, in the memory of one record.

    {"name": "News", "id": 5, "messages": [{"id": 1}, {"id": 2}]}

    read_nested(file, ("messages.item",)) yields {"id": 1} and {"id": 2}, each with what stood
    around it before: {"name": "News", "id": 5}.

A path names the members on the way; `item` stands for each element of an array, `*` for every
member of an object that is a map. A path that leads to other paths (`""` is the document itself) is
yielded when it ends, without what those hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import msgspec

from loaders.format import Located, Rejected
from loaders.reading.json_text import SEPARATORS, SPACE, BrokenError, ByteFile, JsonText, finite
from loaders.reading.lines import MAX_RECORD_BYTES

_SMALL_CHARACTERS = 100_000


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
    text = JsonText(file, limit)
    way = _way(paths)
    try:
        while text.next(SEPARATORS):
            yield from _at(text, way, {}, ())
    except BrokenError as error:
        yield Rejected(error.at, f"{error}; the rest was not read", error.piece)


class _Way(msgspec.Struct):
    """A place on the way to records: whether it is one itself, and where it leads."""

    path: str
    wanted: bool = False
    inner: dict[str, _Way] = {}


def _way(paths: tuple[str, ...]) -> _Way:
    root = _Way("")
    for path in paths:
        at = root
        for name in path.split(".") if path else ():
            below = f"{at.path}.{name}" if at.path else name
            at = at.inner.setdefault(name, _Way(below))
        at.wanted = True
    return root


_NOWHERE = _Way("")
_Names = tuple[str, ...]
_Around = dict[str, Any]
_Found = Iterator[Located | Rejected]


def _at(text: JsonText, way: _Way, around: _Around, names: _Names) -> _Found:
    """Yield what is at a place: one record, or those that it leads to."""
    opening = text.next(SPACE) if way.inner else ""
    if opening == "{":
        yield from _object(text, way, around, names)
    elif opening == "[":
        yield from _array(text, way.inner.get("item", _NOWHERE), around, names)
    elif found := _whole(text, way, around, names):
        yield found


def _whole(text: JsonText, way: _Way, around: _Around, names: _Names) -> Located | Rejected | None:
    """Take a value; return it if it is a record."""
    text.next(SPACE)
    offset = text.offset()
    value = text.value()
    if isinstance(value, Rejected):
        return value
    return Located(offset, Nested(way.path, value, around, names)) if way.wanted else None


def _array(text: JsonText, way: _Way, around: _Around, names: _Names) -> _Found:
    text.take()
    while text.need(SEPARATORS) != "]":
        if way.inner:
            yield from _at(text, way, around, names)
        elif found := _whole(text, way, around, names):
            yield found
    text.take()


def _small(text: JsonText, way: _Way, around: _Around, names: _Names) -> list[Any] | None:
    """Take a small object in which one plain list leads further, or nothing does.

    It is decoded at once, and only the elements of the list again, for the byte where each begins.
    None, and nothing is taken, where it is another object: its members are taken one by one then.
    """
    whole = text.small_object(_SMALL_CHARACTERS)
    if whole is None:
        return None
    start = text.offset()
    members, end = whole
    found: list[Any] = []
    further = [name for name in way.inner if _leads(members.get(name))]
    if any(way.inner[name].wanted for name in way.inner if name in members):
        return None
    if further:
        name = further[0]
        if len(further) > 1 or isinstance(members[name], dict) or not text.list_in(name, end):
            return None
        before = _known(way, dict(takewhile(lambda member: member[0] != name, members.items())))
        item = way.inner[name].inner.get("item", _NOWHERE)
        found += _array(text, item, before, names)
    text.skip(end)
    if way.wanted:
        found.append(Located(start, Nested(way.path, _known(way, members), around, names)))
    return found


def _leads(value: object) -> bool:
    return isinstance(value, list | dict) and bool(value)


def _known(way: _Way, members: dict[str, Any]) -> _Around:
    return {name: finite(value) for name, value in members.items() if name not in way.inner}


def _object(text: JsonText, way: _Way, around: _Around, names: _Names) -> _Found:
    each = way.inner.get("*")
    small = None if each else _small(text, way, around, names)
    if small is not None:
        yield from small
        return
    start = text.offset()
    known = around if each else {}
    lent = False  # whether records hold `known`
    text.take()
    while text.need(SEPARATORS) != "}":
        name = text.name()
        inner = None if each and name == "*" else way.inner.get(name)
        if inner or each:
            lent = True
            below, below_names = (inner, names) if inner else (each or _NOWHERE, (*names, name))
            if below.inner:
                yield from _at(text, below, known, below_names)
            elif found := _whole(text, below, known, below_names):
                yield found
            continue
        value = text.value()
        if text.length <= _SMALL_CHARACTERS and not isinstance(value, Rejected):
            known, lent = (dict(known) if lent else known), False
            known[name] = value
    text.take()
    if way.wanted:
        yield Located(start, Nested(way.path, known, around, names))
