"""Times of a capture: microseconds since 1970 UTC, and how they are written."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now_us() -> int:
    """Return the time, in microseconds since 1970 UTC."""
    return time.time_ns() // 1000


def iso(us: int) -> str:
    """Return a time as ISO 8601 in UTC with microseconds."""
    return (EPOCH + timedelta(microseconds=us)).isoformat(timespec="microseconds")


def stamp(us: int) -> str:
    """Return a time as it stands in the name of a file: 20250301T120000123456Z."""
    return (EPOCH + timedelta(microseconds=us)).strftime("%Y%m%dT%H%M%S%fZ")
