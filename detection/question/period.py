"""A period: from a moment on and before another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


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


def read_period(parameters: dict[str, str | None] | None) -> Period:
    """Return the period that `Period.parameters` wrote."""
    if parameters is None:
        return Period()
    ends = (parameters["since"], parameters["until"])
    return Period(*(None if end is None else _us(end) for end in ends))


def _us(iso: str) -> int:
    return (datetime.fromisoformat(iso) - EPOCH) // MICROSECOND


def _iso(us: int | None) -> str | None:
    return None if us is None else (EPOCH + us * MICROSECOND).isoformat()


def shown(us: int) -> str:
    """Return a moment for people, to the second, in UTC."""
    try:
        return f"{EPOCH + us * MICROSECOND:%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return "outside the years that a calendar has"
