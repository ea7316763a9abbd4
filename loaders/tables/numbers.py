"""Counts as platforms show them: `12000`, `12,000`, `1.2万`, `3亿`, `12k`, `1.2M`."""

from __future__ import annotations

import re
import unicodedata

from loaders.records import BadRecord

_UNITS = {
    "": 1,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "b": 1_000_000_000,
}
# `1,234` is a thousand; `1,2` is nothing that could be told apart from 12 and 1.2. A `+` means
# "more than": the number is the least that is known.
_SHOWN = re.compile(r"([+-]?)(\d{1,3}(?:[, ']\d{3})+|\d+)?(\.\d+)?\s*([千万萬亿億wkmb]?)\+?")


def whole(text: str, name: str) -> int:
    """Return a count, rounded.

    Args:
        text: The cell.
        name: Of its field, for the message.

    Raises:
        BadRecord: It is no number.
    """
    try:
        return int(text)
    except ValueError:
        return round(real(text, name))


def real(text: str, name: str) -> float:
    """Return a number.

    Raises:
        BadRecord: It is none, or not finite.
    """
    try:
        value = float(text)
        round(value)
    except (ValueError, OverflowError) as error:
        shown = _shown(text)
        if shown is None:
            raise BadRecord(f"{name} {text[:40]!r} is no number") from error
        return shown
    return value


def _shown(text: str) -> float | None:
    if len(text) > 40:
        return None
    found = _SHOWN.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if not found or not (found[2] or found[3]):
        return None
    digits = re.sub(r"[, ']", "", found[2] or "0")
    value = float(f"{found[1]}{digits}{found[3] or ''}") * _UNITS[found[4]]
    return float(round(value, 6))
