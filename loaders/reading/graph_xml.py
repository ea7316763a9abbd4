"""Nodes and edges out of GraphML and GEXF, streamed.

The two differ in names only: attributes are declared (`key`, `attribute`) and then given by the
number of their declaration (`data`, `attvalue`). A document type is refused, so that no entity can
be defined: none of the tools writes one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

import msgspec

from loaders.format import Located, Rejected
from loaders.reading.lines import CHUNK_BYTES
from loaders.records import BadRecord

MAX_TEXT_CHARACTERS = 1_000_000


class Node(msgspec.Struct, frozen=True):
    """A node: its id in the file and its attributes by name."""

    id: str
    attributes: dict[str, str]


class Edge(msgspec.Struct, frozen=True):
    """An edge between two ids of the file, and its attributes by name."""

    source: str
    target: str
    attributes: dict[str, str]


def read_graph(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield `Node` and `Edge` with the line where each begins; memory is that of one chunk.

    What is no XML, or declares a document type, is a reject and ends the reading.
    """
    reader = _Reader()
    while True:
        chunk = file.read(CHUNK_BYTES)
        try:
            reader.feed(chunk)
        except (expat.ExpatError, BadRecord) as error:
            yield from reader.taken()
            yield Rejected(reader.line, f"not readable as XML ({error}); the rest was not read", "")
            return
        yield from reader.taken()
        if not chunk:
            return


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._found: list[Located] = []
        self._names: dict[tuple[str, str], str] = {}  # kind of element, number -> name
        self._class = ""  # of GEXF: whether declarations are for nodes or edges
        self._kind = ""
        self._begun: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._begun_line = 0
        self._key: str | None = None
        self._text: list[str] = []
        self._length = 0

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, not chunk)

    def taken(self) -> list[Located]:
        found, self._found = self._found, []
        return found

    def _refuse(self, *_: object) -> None:
        raise BadRecord("it declares a document type, which graphs have no use for")

    def _start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "key":
            label = given.get("attr.name") or given.get("id", "")
            self._names[given.get("for", ""), given.get("id", "")] = label
        elif tag == "attributes":
            self._class = given.get("class", "")
        elif tag == "attribute":
            self._names[self._class, given.get("id", "")] = given.get("title", "")
        elif tag in {"node", "edge"}:
            self._kind, self._begun, self._attributes = tag, given, {}
            self._begun_line = self.line
        elif tag == "attvalue" and self._kind:
            self._attributes[self._name(given.get("for", ""))] = given.get("value", "")
        elif tag == "data" and self._kind:
            self._key, self._text, self._length = given.get("key", ""), [], 0

    def _name(self, number: str) -> str:
        return self._names.get((self._kind, number)) or self._names.get(("all", number)) or number

    def _data(self, text: str) -> None:
        if self._key is not None:
            self._length += len(text)
            if self._length > MAX_TEXT_CHARACTERS:
                raise BadRecord(f"an attribute is longer than {MAX_TEXT_CHARACTERS} characters")
            self._text.append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "data" and self._key is not None:
            self._attributes[self._name(self._key)] = "".join(self._text)
            self._key = None
        elif tag == self._kind:
            self._found.append(Located(self._begun_line, self._record()))
            self._kind = ""

    def _record(self) -> Node | Edge:
        own = {k: v for k, v in self._begun.items() if k not in {"id", "source", "target"}}
        attributes = {**own, **self._attributes}
        if self._kind == "node":
            return Node(self._begun.get("id", ""), attributes)
        return Edge(self._begun.get("source", ""), self._begun.get("target", ""), attributes)
