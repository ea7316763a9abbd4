"""What a section of a profile is made of; campaign/report/ turns it into JSON, Markdown, HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Cell = str | int | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid.

    Attributes:
        name: Key in JSON.
        title: Heading, for people.
        kind: How cells are shown: text, count, share (0..1 as per cent), number, ratio, seconds,
            time, p (a chance), post, account, manuscript, ring (ids, linked where a page exists).
    """

    name: str
    title: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `total` says how many rows there are where only some are shown."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of counts over time or over names.

    Attributes:
        title: What is counted.
        labels: One for each bar: ISO times, or names.
        series: Name -> one value for each label.
        marks: Label -> what happened there (an event, a change point).
    """

    title: str
    labels: tuple[str, ...]
    series: dict[str, tuple[float, ...]]
    marks: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Arrows:
    """A small directed graph: communities and the replies between them."""

    title: str
    nodes: dict[str, str]  # id -> name
    arrows: tuple[tuple[str, str, float], ...]  # from, to, weight
    weight: str  # what the weight counts


@dataclass(frozen=True, slots=True)
class Spun:
    """A manuscript as one line in which every slot opens its alternatives.

    Attributes:
        manuscript_id: Which.
        template: JSON of manuscripts.template.Template.
        caption: Coverage, copies, first copy, in a few words.
    """

    manuscript_id: str
    template: str
    caption: str


Block = Grid | Bars | Arrows | Spun


@dataclass(frozen=True, slots=True)
class Section:
    """One section: sentences first, then what shows them.

    Attributes:
        told: Sentences in plain words, each with its numbers.
        blocks: Tables, charts, manuscripts.
        limits: What this cannot say; who has it innocently.
        short: The one sentence for the head of the profile; empty where there is nothing that
            must stand there.
    """

    told: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    limits: tuple[str, ...] = ()
    short: str = ""
