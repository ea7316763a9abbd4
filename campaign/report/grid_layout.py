"""Which columns of a table stand side by side, and which below their row, where they have room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from campaign.report.cells import LINKED, RIGHT, shown
from campaign.section import Grid

LONG: Final = 44
"""Characters of a text that wants a line of its own in a table of many columns."""
MANY: Final = 5
SHORT_ID: Final = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A column: its place in the rows, its class in the style sheet."""

    index: int
    style: str


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Columns side by side, and those whose text stands below each row."""

    beside: tuple[Place, ...]
    below: tuple[Place, ...]


def layout_of(grid: Grid) -> GridLayout:
    """Return where each column of a table stands; the first one is never below."""
    many = len(grid.columns) > MANY
    places = [Place(index, _style(grid, index)) for index in range(len(grid.columns))]
    below = [place for place in places[1:] if many and place.style == "long"]
    return GridLayout(tuple(place for place in places if place not in below), tuple(below))


def _style(grid: Grid, index: int) -> str:
    kind = grid.columns[index].kind
    if kind in RIGHT or kind == "time":
        return "right" if kind in RIGHT else "nowrap"
    longest = max((len(shown(row[index], kind)) for row in grid.rows), default=0)
    if kind in LINKED:
        return "nowrap-on-screen" if longest <= SHORT_ID else "anywhere"
    return "long" if longest > LONG else "nowrap-on-screen" if longest <= SHORT_ID / 2 else ""
