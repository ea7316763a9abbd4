"""Times of every kind as microseconds since 1970 UTC, and the years that are believed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loaders.records import BadRecord

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_YEAR = 1990
LAST_YEAR = 2100
FIRST_US = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
LAST_US = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND - 1
SNOWFLAKE_EPOCH_MS = 1_288_834_974_657  # X counts the milliseconds in its ids from here

TimeReader = Callable[[str], int]

EPOCH_UNITS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_C_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})"
)


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


def iso_us(text: str, zone: tzinfo = UTC) -> int:
    """Read ISO 8601; a time without a zone is taken to be in `zone`.

    Raises:
        BadRecord: It is not ISO 8601 or not believable.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return believed(in_us(moment))
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRecord):
            raise
        raise BadRecord(f"{text[:60]!r} is not an ISO 8601 time") from error


def c_time_us(text: str) -> int:
    """Read the form of Weibo and of X's first API: `Sat Mar 01 12:00:00 +0800 2025`.

    Raises:
        BadRecord: It has another form or is not believable.
    """
    found = _C_TIME.fullmatch(text)
    month = _MONTHS.get(found[1]) if found else None
    if not found or not month:
        raise BadRecord(f"{text[:60]!r} is not a time like 'Sat Mar 01 12:00:00 +0800 2025'")
    _, day, hour, minute, second, zone, year = found.groups()
    text = f"{year}-{month:02}-{day}T{hour}:{minute}:{second}{zone[:3]}:{zone[3:]}"
    return iso_us(text)


def zone_named(name: str) -> tzinfo:
    """Return a time zone by its name (`Asia/Shanghai`) or offset (`+08:00`).

    Raises:
        ValueError: There is no such zone.
    """
    if name == "UTC":
        return UTC
    if found := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"there is no time zone {name!r}; write it as Asia/Shanghai or +08:00"
        ) from error


def time_reader(formats: tuple[str, ...], zone: tzinfo) -> TimeReader:
    """Return a function that reads a time in the first of these formats that fits.

    A format is `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `c_time`, `snowflake` (the time inside an
    id of X) or a pattern of strptime. The function raises BadRecord.
    """
    readers = [_reader(form, zone) for form in formats]

    @lru_cache(maxsize=1 << 16)  # sources of a minute's precision repeat themselves
    def read(text: str) -> int:
        failure: BadRecord | None = None
        for reader in readers:
            try:
                return reader(text)
            except BadRecord as error:
                failure = failure or error
        raise failure or BadRecord("no time format is given")

    return read


def _reader(form: str, zone: tzinfo) -> TimeReader:
    if form == "iso":
        return lambda text: iso_us(text, zone)
    if form == "c_time":
        return c_time_us
    if form == "snowflake":
        return snowflake_us
    if form in EPOCH_UNITS:
        return lambda text: _epoch_us(text, EPOCH_UNITS[form])
    return lambda text: _pattern_us(text, form, zone)


def snowflake_us(text: str) -> int:
    """Return the time inside an id of X (made since November 2010).

    Raises:
        BadRecord: It is no such id.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise BadRecord(f"{text[:60]!r} is not an id of X")
    return believed(((int(text) >> 22) + SNOWFLAKE_EPOCH_MS) * 1000)


def _epoch_us(text: str, unit_us: int) -> int:
    try:
        us = int(text) * unit_us if text.isdigit() else round(float(text) * unit_us)
    except (ValueError, OverflowError) as error:
        raise BadRecord(f"{text[:60]!r} is not a number of seconds since 1970") from error
    return believed(us)


def _pattern_us(text: str, pattern: str, zone: tzinfo) -> int:
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone follows
    except ValueError as error:
        raise BadRecord(f"the time {text[:60]!r} does not fit the format {pattern!r}") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return believed(in_us(moment))
