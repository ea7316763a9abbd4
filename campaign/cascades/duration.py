"""Lengths of time in words."""

from __future__ import annotations

_UNITS = ((172_800, 86_400, "days"), (7_200, 3_600, "h"), (120, 60, "min"))


def duration(seconds: float) -> str:
    """Return a length of time as people say it: 45 s, 12 min, 5.5 h, 3.2 days."""
    for least, size, unit in _UNITS:
        if seconds >= least:
            amount = seconds / size
            return (
                f"{amount:.1f} {unit}" if amount < 10 and unit != "min" else f"{amount:.0f} {unit}"
            )
    return f"{seconds:.0f} s"
