"""How long to wait: what a server asks for, and a delay that grows from failure to failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

LONGEST_ASKED_S = 86_400.0
"""No request of a server to wait is followed for longer than a day."""


class Backoff:
    """Delays that double from failure to failure up to a maximum, with jitter.

    Each is drawn evenly between half of the step and the whole of it, so that many clients that
    lost one server do not come back in the same moment.
    """

    def __init__(self, random: Random, *, first_s: float = 1.0, most_s: float = 300.0) -> None:
        self._random = random
        self._first_s = first_s
        self._most_s = most_s
        self.failures = 0

    def next(self, asked_s: float | None = None) -> float:
        """Count a failure and return the seconds to wait; never less than the server asks for."""
        step = min(self._first_s * 2.0 ** min(self.failures, 32), self._most_s)
        self.failures += 1
        return max(step * self._random.uniform(0.5, 1.0), asked_s or 0.0)

    def reset(self) -> None:
        """Forget the failures: the source works."""
        self.failures = 0


def asked_wait(headers: Mapping[str, str], now_s: float) -> float | None:
    """Return how many seconds a server asks to wait; None where it does not say.

    Read are `Retry-After` (seconds or a date) and, where `X-RateLimit-Remaining` is 0,
    `X-RateLimit-Reset` (ISO 8601 as Mastodon gives it, or seconds since 1970).

    Args:
        headers: Headers of an answer, names in lower case.
        now_s: Seconds since 1970.
    """
    waits = [_retry_after(headers.get("retry-after", ""), now_s)]
    if headers.get("x-ratelimit-remaining", "").strip() == "0":
        waits.append(_reset(headers.get("x-ratelimit-reset", ""), now_s))
    known = [wait for wait in waits if wait is not None]
    return min(max(known), LONGEST_ASKED_S) if known else None


def _retry_after(text: str, now_s: float) -> float | None:
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now_s)
    except (ValueError, OverflowError):
        return None


def _reset(text: str, now_s: float) -> float | None:
    text = text.strip()
    try:
        if text.isascii() and text.isdigit():
            return max(0.0, float(text[:12]) - now_s)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, aware.timestamp() - now_s)
