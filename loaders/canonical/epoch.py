"""Microseconds since 1970 UTC, and the years that are believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from loaders.records import BadRecord

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_YEAR = 1990
LAST_YEAR = 2100
FIRST_US = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
LAST_US = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND - 1


def believed(us: int, what: str = "created_at") -> int:
    """Return a time if its year is one that social media have seen.

    Raises:
        BadRecord: The year is before 1990 or after 2100; then it is a zero or a wrong unit.
    """
    if FIRST_US <= us <= LAST_US:
        return us
    raise BadRecord(f"{what} lies outside the years {FIRST_YEAR} to {LAST_YEAR} ({_shown(us)})")


def _shown(us: int) -> str:
    try:
        return (EPOCH + us * MICROSECOND).isoformat()
    except OverflowError:
        sign = "-" if us < 0 else ""
        return f"{sign}2^{us.bit_length()} microseconds from 1970"


def in_us(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970 UTC."""
    return (moment - EPOCH) // MICROSECOND
