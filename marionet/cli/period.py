"""`--from`, `--until` and `--last`: a period as people write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from marionet.cli.amounts import seconds
from marionet.errors import UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

    from detection.question.period import Period

_DAY = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\s*|\s*\d{4}年\d{1,2}月\d{1,2}日\s*")


def read_period(
    since: str | None,
    until: str | None,
    last: str | None,
    zone: str,
    newest_us: Callable[[], int | None],
) -> Period:
    """Return the period that is meant.

    A day in `until` is meant whole. `last` counts back from the newest post that is not in the
    future, so that it gives the same posts tomorrow.

    Args:
        since: `--from`.
        until: `--until`.
        last: `--last`: 30d, 12h.
        zone: Name of the zone of times that name none.
        newest_us: Gives the time of the newest post, microseconds; asked for `last` only.

    Raises:
        UsageError: One is no time, or they contradict each other.
    """
    from detection.question.period import Period

    if last is not None:
        if since is not None or until is not None:
            raise UsageError("--last says the whole period: give it without --from and --until.")
        length = round(seconds(last, "--last") * 1_000_000)
        newest = newest_us()
        return Period() if newest is None else Period(newest - length, newest + 1)
    place = _zone(zone)
    begin = None if since is None else _moment(since, "--from", place)
    end = None if until is None else _moment(until, "--until", place)
    if end is not None and until is not None and _DAY.fullmatch(until):
        end = _next_midnight(end, place)
    return Period(begin, end)


def told(period: Period, zone: str) -> str:
    """Return the period for people: `2025-01-01 00:00 to 2025-02-01 00:00 (Asia/Shanghai)`."""
    from detection.question.period import EPOCH, MICROSECOND

    place = _zone(zone)

    def moment(us: int | None, otherwise: str) -> str:
        if us is None:
            return otherwise
        return f"{(EPOCH + us * MICROSECOND).astimezone(place):%Y-%m-%d %H:%M:%S}"

    return f"{moment(period.since, 'the beginning')} to {moment(period.until, 'the end')} ({zone})"


def _zone(name: str) -> tzinfo:
    from loaders.canonical.time import zone_named

    try:
        return zone_named(name)
    except ValueError as error:
        raise UsageError(f"--zone {name}: {error}.") from error


def _moment(text: str, option: str, zone: tzinfo) -> int:
    from loaders.canonical.time import moment
    from loaders.records import BadRecord

    try:
        return moment(text, zone=zone).us
    except BadRecord as error:
        raise UsageError(
            f"{option} {text} is no time. Write 2025-03-01 or 2025-03-01T12:00."
        ) from error


def _next_midnight(us: int, zone: tzinfo) -> int:
    """Return when the day that begins there ends; days have 23 to 25 hours in some zones."""
    from datetime import timedelta

    from detection.question.period import EPOCH, MICROSECOND

    day = (EPOCH + us * MICROSECOND).astimezone(zone)
    return ((day + timedelta(days=1)) - EPOCH) // MICROSECOND
