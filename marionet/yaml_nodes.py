"""YAML as a tree of text in which everything knows its line, whatever the file does.

For files that people write by hand. Scalars stay the text that was written: an alias NO is a name,
not false. Built from the parser's events, so that anchors, which can make a small file a huge
tree, are refused before they grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, NoReturn, TypeAlias

import yaml

from marionet.errors import UsageError

MAX_BYTES: Final = 32 << 20
MAX_DEPTH: Final = 12

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def wrong(self, what: str) -> NoReturn:
        """Raise the error that something is wrong here.

        Raises:
            UsageError: Always.
        """
        raise UsageError(f"{self.file}, line {self.line}, column {self.column}: {what}")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar; empty where nothing was written, or null."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping: key -> (where the key stands, its value)."""

    fields: dict[str, tuple[Place, Node]]
    place: Place

    def only(self, known: tuple[str, ...], what: str) -> None:
        """Refuse keys that are not known.

        Raises:
            UsageError: A key is not known; the message says which are, and which may be meant.
        """
        for key, (place, _value) in self.fields.items():
            if key not in known:
                near = get_close_matches(key, known, n=1)
                meant = f"Did you mean {near[0]!r}? " if near else ""
                place.wrong(f"{what} has no key {key!r}. {meant}Known are: {', '.join(known)}.")


Node: TypeAlias = Text | Items | Fields


def read_nodes(content: bytes, file: str) -> Node:
    """Return the tree of a YAML file.

    Args:
        content: Its bytes.
        file: What it is called in errors.

    Raises:
        UsageError: It is not UTF-8, no YAML, nested too deep, too large, or uses anchors.
    """
    if len(content) > MAX_BYTES:
        raise UsageError(f"{file} is larger than {MAX_BYTES >> 20} MB: nobody wrote that by hand.")
    events = _events(_decoded(content, file), file)
    tree: Node = Text("", Place(file, 1, 1))
    seen = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and seen:
            _place(event, file).wrong("a second document begins here: write only one, without ---.")
        if isinstance(event, yaml.NodeEvent):
            tree, seen = _node(event, events, file, 0), True
    return tree


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        Place(file, line, column).wrong(
            "this is not UTF-8. Save the file with the encoding UTF-8 (other names "
            "than English ones would be read wrongly)."
        )


def _events(text: str, file: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        Place(file, line, column).wrong("a character that no text file has; remove it.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        lines = text.split("\n")
        if "\t" in lines[min(place.line, len(lines)) - 1].split("#")[0]:
            place.wrong("a tab stands in this line: YAML indents with spaces only.")
        place.wrong(
            f"this is no YAML ({error.problem}). Expected are lines like `key: value` or "
            "`- value`; values with : or # need quotes."
        )


def _place(event: Any, file: str) -> Place:
    return Place(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _node(event: Any, events: Iterator[Any], file: str, depth: int) -> Node:
    place = _place(event, file)
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        place.wrong("anchors (&) and references (*) are not read here: write the names out.")
    if event.tag not in (None, _STRING, "!"):
        place.wrong(f"the tag {event.tag} is not read here: write plain text.")
    if depth > MAX_DEPTH:
        place.wrong(f"more than {MAX_DEPTH} lists within lists: write fewer.")
    if isinstance(event, yaml.ScalarEvent):
        empty = event.style is None and event.value in ("~", "null")
        return Text("" if empty else event.value, place)
    if isinstance(event, yaml.SequenceStartEvent):
        return Items(tuple(_children(events, file, depth, yaml.SequenceEndEvent)), place)
    return _fields(events, file, depth, place)


def _children(events: Iterator[Any], file: str, depth: int, end: type[Any]) -> Iterator[Node]:
    for event in events:
        if isinstance(event, end):
            return
        yield _node(event, events, file, depth + 1)


def _fields(events: Iterator[Any], file: str, depth: int, place: Place) -> Fields:
    fields: dict[str, tuple[Place, Node]] = {}
    children = _children(events, file, depth, yaml.MappingEndEvent)
    for key in children:
        value = next(children)
        if not isinstance(key, Text):
            key.place.wrong("a key must be a word.")
        if key.value in fields:
            first = fields[key.value][0].line
            key.place.wrong(f"the key {key.value!r} stands in line {first} already.")
        fields[key.value] = (key.place, value)
    return Fields(fields, place)
