"""A manuscript as it is shown: pieces of text, and slots that open their alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from campaign.report.cells import plain, printable, shorten
from manuscripts.template import Fixed, Line, Slot, Template

MAX_LINES: Final = 60
MAX_ALTERNATIVES: Final = 30
MAX_CHARACTERS: Final = 600
"""Of one piece or alternative: a hostile text must not fill the page."""
HUES: Final = 4
"""Colours that take turns, so that slots side by side are told apart."""
NOTHING: Final = "(nothing)"
"""What stands for an empty alternative."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the texts of a slot.

    Attributes:
        text: What stands there; `NOTHING` for an empty one.
        copies: How many copies have it.
        share: Of the copies that are counted in the slot, 0..1.
    """

    text: str
    copies: int
    share: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line: fixed (`number` is 0), or a slot.

    Attributes:
        text: The fixed words, or the most frequent alternative.
        number: Place of the slot in the whole manuscript, from 1.
        hue: Its colour, 0 to HUES - 1.
        free: Whether nearly every copy has its own words here.
        alternatives: The most frequent first.
        total: Different alternatives in all.
    """

    text: str
    number: int = 0
    hue: int = 0
    free: bool = False
    alternatives: tuple[Alternative, ...] = ()
    total: int = 0

    @property
    def left_out(self) -> int:
        """Alternatives that are not listed."""
        return max(0, self.total - len(self.alternatives))


@dataclass(frozen=True, slots=True)
class SpunLine:
    """A sentence with the copies that hold it."""

    pieces: tuple[Piece, ...]
    copies: int
    share: float


@dataclass(frozen=True, slots=True)
class SpunView:
    """A manuscript, ready for a page."""

    lines: tuple[SpunLine, ...]
    copies: int
    shuffled: bool
    lines_left_out: int

    @property
    def slots(self) -> tuple[Piece, ...]:
        """Its slots, in order."""
        return tuple(piece for line in self.lines for piece in line.pieces if piece.number)


def spun_view(template: str | None) -> SpunView | None:
    """Return the view of a template's JSON; None where there is no template that can be read."""
    found = read_template(template)
    return view_of(found) if found else None


def read_template(text: str | None) -> Template | None:
    """Return the template of its JSON; None where it is missing or of another form."""
    if not text:
        return None
    try:
        return Template.from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def view_of(template: Template) -> SpunView:
    """Return the view of a template."""
    lines: list[SpunLine] = []
    slots = 0
    for line in template.lines[:MAX_LINES]:
        lines.append(_line(line, template.copies, slots))
        slots += sum(isinstance(piece, Slot) for piece in line.pieces)
    left_out = max(0, len(template.lines) - MAX_LINES)
    return SpunView(tuple(lines), template.copies, template.shuffled, left_out)


def _line(line: Line, copies: int, slots: int) -> SpunLine:
    pieces: list[Piece] = []
    for piece in line.pieces:
        slots += isinstance(piece, Slot)
        pieces.append(_fixed(piece) if isinstance(piece, Fixed) else _slot(piece, slots))
    return SpunLine(tuple(pieces), line.copies, line.copies / copies if copies else 0.0)


def _fixed(piece: Fixed) -> Piece:
    return Piece(shorten(printable(piece.text), MAX_CHARACTERS))


def _slot(slot: Slot, place: int) -> Piece:
    counted = sum(copies for _text, copies in slot.alternatives) or 1
    listed = tuple(
        Alternative(shorten(plain(text), MAX_CHARACTERS) or NOTHING, copies, copies / counted)
        for text, copies in slot.alternatives[:MAX_ALTERNATIVES]
    )
    first = listed[0].text if listed else NOTHING
    return Piece(
        text="…" if slot.free else first,
        number=place,
        hue=(place - 1) % HUES,
        free=slot.free,
        alternatives=listed,
        total=max(slot.total, len(slot.alternatives)),
    )
