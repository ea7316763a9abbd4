"""How one cell is shown, by the kind of its column; the figures themselves: campaign/figures.py."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, datetime
from typing import Final

from campaign.figures import chance, moment, number, ratio, seconds, share
from campaign.section import Cell

DASH: Final = "–"
RIGHT: Final = frozenset({"count", "share", "number", "ratio", "seconds", "p"})
"""Kinds whose cells stand at the right of their column."""
LINKED: Final = frozenset({"post", "account", "manuscript", "ring"})
"""Kinds whose cells are ids, which may have a page."""

_JOINERS = "\u200c\u200d"  # parts of words and of emoji
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def shown(cell: Cell, kind: str = "text") -> str:
    """Return a cell for people.

    Args:
        cell: The value; None is unknown.
        kind: As `campaign.section.Column` has it; an unknown kind is shown as text.
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return DASH
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, str):
        return plain(_time_text(cell) if kind == "time" else cell)
    if math.isinf(cell):
        return "∞" if cell > 0 else "−∞"
    return _WRITERS.get(kind, number)(cell)


def plain(text: str) -> str:
    """Return a text on one line without what steers a terminal or turns the direction of others."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """Return a text with a space for each sign that steers: controls, bidirectional overrides."""
    return "".join(
        c if c in _JOINERS or unicodedata.category(c) not in _STEERING else " " for c in text
    )


def time_of(text: str) -> datetime | None:
    """Return an ISO 8601 text as an aware time in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def shorten(text: str, limit: int) -> str:
    """Cut a text at `limit` characters, with an ellipsis that says so."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _time_text(text: str) -> str:
    at = time_of(text)
    return moment(at) if at else text


_WRITERS: Final = {
    "count": number,
    "number": number,
    "share": share,
    "ratio": ratio,
    "seconds": seconds,
    "p": chance,
}
