"""The words that the graph model is declared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Prop:
    """A property of a node or a relationship; with `index`, a range index serves it."""

    name: LiteralString
    type: type
    doc: str
    index: bool = False


SPAN: tuple[Prop, ...] = (
    Prop("first", datetime, "Time of the first post, UTC."),
    Prop("last", datetime, "Time of the last post, UTC."),
)
"""The times of the first and the last of the posts behind a node or a relationship."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A label, its unique key and its other properties.

    Declared once, so it equals only itself: what is derived from it is looked up for every row.

    Attributes:
        inferred: Concluded by a detection run; otherwise observed.
        stub: Can be referred to before its record has come; it carries `stub: true` until then.
    """

    label: LiteralString
    key: LiteralString
    doc: str
    props: tuple[Prop, ...] = ()
    inferred: bool = False
    stub: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Rel:
    """A relationship type between two labels; like a Node, it equals only itself.

    Attributes:
        target: A label, or several with `|` between them.
        key: Between two nodes there is one relationship per value of these properties; where
            empty, one at all.
    """

    type: LiteralString
    source: LiteralString
    target: LiteralString
    doc: str
    props: tuple[Prop, ...] = ()
    inferred: bool = False
    key: tuple[LiteralString, ...] = ()

    @property
    def targets(self) -> list[LiteralString]:
        """The labels that the relationship can lead to."""
        return self.target.split("|")


@dataclass(frozen=True, slots=True)
class FullText:
    """A full-text index over properties of labels."""

    name: LiteralString
    labels: tuple[LiteralString, ...]
    props: tuple[LiteralString, ...]
    analyzer: LiteralString = "cjk"
