"""How one cell is shown: the only place where counts, shares, times become words for people."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, datetime
from typing import Final

from campaign.section import Cell

DASH: Final = "–"
RIGHT: Final = frozenset({"count", "share", "number", "ratio", "seconds", "p"})
"""Kinds whose cells stand at the right of their column."""
LINKED: Final = frozenset({"post", "account", "manuscript", "ring"})
"""Kinds whose cells are ids, which may have a page."""

_JOINERS = "\u200c\u200d"  # parts of words and of emoji
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_TINY = 1e-99


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


def number(value: float) -> str:
    """Write a number: whole ones with thousands separators, others with three digits."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def share(value: float) -> str:
    """Write 0..1 as per cent: `37.5 %`, `0.02 %`."""
    cent = 100 * value
    if cent == 0 or abs(cent) >= 99.95:
        return f"{cent:.0f} %"
    return f"{cent:.1f} %" if abs(cent) >= 1 else f"{cent:.1g} %" if cent >= 1e-3 else "< 0.001 %"


def ratio(value: float) -> str:
    """Write how many times as much: `3.4×`."""
    return f"{value:,.0f}×" if value >= 100 else f"{value:.2g}×" if value < 10 else f"{value:.1f}×"


def chance(value: float) -> str:
    """Write a p- or q-value so that its order of magnitude is seen: `0.03`, `2e−9`, `< 1e−99`."""
    if value < _TINY:
        return "< 1e−99"
    if value < 0.001:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    return f"{value:.3f}".rstrip("0").rstrip(".")


def seconds(value: float) -> str:
    """Write a length of time in its two largest units: `12 s`, `3 min 20 s`, `2 d 4 h`."""
    if value < 0:
        return f"−{seconds(-value)}"
    if 0 < value < 1:
        return f"{value * 1000:.0f} ms"
    left = round(value)
    parts: list[str] = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        amount, left = divmod(left, size)
        if amount or (unit == "s" and not parts):
            parts.append(f"{amount:,} {unit}")
        if len(parts) == 2:
            break
    return " ".join(parts)


def moment(at: datetime) -> str:
    """Write date and time to the second in UTC."""
    utc = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return f"{utc:%Y-%m-%d %H:%M:%S}"


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


def plural(amount: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 account`, `2,310 accounts`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


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
