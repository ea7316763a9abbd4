"""Times of every kind as microseconds since 1970 UTC, each with the precision of its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loaders.canonical.calendar import SECOND, written_day
from loaders.canonical.epoch import (
    EPOCH,
    FIRST_US,
    FIRST_YEAR,
    LAST_US,
    LAST_YEAR,
    MICROSECOND,
    believed,
    in_us,
)
from loaders.canonical.relative import is_relative, relative_time
from loaders.records import BadRecord

__all__ = (
    "EPOCH",
    "FIRST_US",
    "FIRST_YEAR",
    "LAST_US",
    "LAST_YEAR",
    "MICROSECOND",
    "Moment",
    "TimeReader",
    "believed",
    "c_time_us",
    "in_us",
    "iso_us",
    "moment",
    "snowflake_us",
    "time_reader",
    "zone_named",
)


SNOWFLAKE_EPOCH_MS = 1_288_834_974_657  # X counts the milliseconds in its ids from here

TimeReader = Callable[[str], int]

EPOCH_UNITS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_C_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})"
)


class Moment(NamedTuple):
    """A time, and how exactly its source tells it.

    Attributes:
        us: Microseconds since 1970 UTC.
        precision: `second`, `minute` or `day`; with `day`, a bare date is the beginning of the day.
    """

    us: int
    precision: str


_ISO_SECONDS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*")
_NUMBER = re.compile(r"\d{9,19}(?:\.\d{1,9})?")
_UNITS_PER_US = (1_000_000, 1_000, 1)  # microseconds in a second, a millisecond, a microsecond
_SAID_BEFORE = re.compile(r"(?:编辑|发布|发表|更新)(?:于|时间)\s*:?\s*|(?:edited|posted|on)\s+")
_PLACE_AFTER = re.compile(
    r"(?<=[\d前天])\s+(?:来自\s*)?[\u4e00-\u9fff]{2,8}$|\s*\((?:edited|已编辑)\)$"
)


def moment(text: str, *, zone: tzinfo, captured_us: int | None = None) -> Moment:
    """Read a time in any form that platforms write.

    ISO 8601; numbers of seconds, milliseconds or microseconds since 1970; `2025-03-01 12:00`,
    `2025/3/1 12:00`, `2025年3月1日 12:00`; `Sat Mar 01 12:00:00 +0800 2025`; the forms of RFC 822;
    `Mar 5, 2025`; counted from the capture: `03-01 12:00`, `Mar 5`, `3分钟前`, `昨天 12:30`, `2h`.

    Args:
        text: The time as it stands in the source.
        zone: Of times that name none, and in which "today" is a day.
        captured_us: When the source was captured, microseconds since 1970 UTC, where it is known.

    Raises:
        BadRecord: It is no time, is not believable, or counts from a capture that is not known.
    """
    return _moment(text, zone, captured_us)


@lru_cache(maxsize=1 << 14)  # sources of a minute's precision repeat themselves
def _moment(text: str, zone: tzinfo, captured_us: int | None) -> Moment:
    plain = text.strip()
    if _ISO_SECONDS.fullmatch(plain):
        try:
            return Moment(iso_us(plain, zone), SECOND)
        except BadRecord:
            pass  # a form of ISO that Python does not read; or a day that is none: said below
    if _NUMBER.fullmatch(plain) and (us := _number_us(plain)) is not None:
        return Moment(us, SECOND)
    plain = unicodedata.normalize("NFKC", plain).lower().strip()
    plain = _PLACE_AFTER.sub("", _SAID_BEFORE.sub("", plain, count=1))
    try:
        found = written_day(plain, zone)
        if found is None and is_relative(plain):
            if captured_us is None:
                raise BadRecord(
                    f"the time {text[:60]!r} counts from the moment of capture; "
                    "say when that was with --captured-at TIME"
                )
            found = relative_time(plain, zone, captured_us)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRecord):
            raise
        raise BadRecord(f"{text[:60]!r} is no time that can be kept: {error}") from error
    if found is None:
        raise BadRecord(f"{text[:60]!r} is no time that is known; name its format in the mapping")
    return Moment(believed(found[0]), found[1])


def _number_us(text: str) -> int | None:
    """Return a number since 1970 in the one unit that makes it believable."""
    whole, _, part = text.partition(".")
    for unit in _UNITS_PER_US:
        us = int(whole) * unit + int(part.ljust(9, "0") or 0) * unit // 10**9
        if FIRST_US <= us <= LAST_US:
            return us
    us = int(whole) // 1000  # nanoseconds
    return us if FIRST_US <= us <= LAST_US else None


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
