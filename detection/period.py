"""A period: from a moment on and before another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Period:
    """Times from `since` on and before `until`, microseconds since 1970 UTC; None: without end.

    An empty period, which is false, holds all posts, those without a time too.
    """

    since: int | None = None
    until: int | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def parameters(self) -> dict[str, str | None] | None:
        """Return the period as a run keeps it, in ISO 8601; None where it is empty."""
        if not self:
            return None
        return {"since": _iso(self.since), "until": _iso(self.until)}


def _iso(us: int | None) -> str | None:
    if us is None:
        return None
    whole, part = divmod(us, 1_000_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=part).isoformat()


def shown(us: int) -> str:
    """Return a moment for people, to the second, in UTC."""
    try:
        return f"{datetime.fromtimestamp(us // 1_000_000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return "outside the years that a calendar has"
