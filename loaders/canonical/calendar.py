"""Days and times as people and platforms write them: absolute forms, in Chinese and English.

Not read: `3/4/2025`, which is March in one country and April in another. A mapping can name its
format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from loaders.canonical.epoch import FIRST_YEAR, in_us

SECOND, MINUTE, DAY = "second", "minute", "day"

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ZONES = {
    "z": 0,
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "msk": 3,
    "hkt": 8,
    "sgt": 8,
    "jst": 9,
    "kst": 9,
    "est": -5,
    "edt": -4,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
_CHINA = timedelta(hours=8)

_WEEKDAY = r"(?:[a-z]{3,9},?\s+)?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_CLOCK = (
    r"(?:(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上)\s*)?(?P<hour>\d{1,2})(?:[:时点]\s*(?P<minute>\d{1,2})分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?秒?)?)\s*(?P<pm>[ap]\.?m\.?)?"
)
_ZONE = r"(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|z|[a-z]{2,4}))?"
_TIME = rf"(?:(?:\s*t\s*|,?\s+at\s+|\s*[·,]\s*|\s*)(?:{_CLOCK}{_ZONE})?)"

# Year, month, day in this order; a year first is never a day.
_NUMBERS = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?{_TIME}"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
)
_C_TIME = re.compile(
    rf"[a-z]{{3}}\s+{_MONTH}\s+(\d{{1,2}})\s+{_CLOCK}(?:\s+(?P<zone>[+-]\d{{4}}|[a-z]{{2,4}}))?\s+(\d{{4}})"
)
_DAY_FIRST = re.compile(rf"{_WEEKDAY}(\d{{1,2}})[\s-]+{_MONTH},?[\s-]+(\d{{4}}|\d\d(?=\s)){_TIME}")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH}\s+(\d{{1,2}}),?\s+(\d{{4}}){_TIME}")
_TIME_FIRST = re.compile(rf"{_CLOCK}\s*[·,-]\s*{_MONTH}\s+(\d{{1,2}}),?\s+(\d{{4}})")
# Without a year: it follows from the day of capture.
_CHINESE_DAY = re.compile(rf"(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]?{_TIME}")
_SHORT_DAY = re.compile(rf"(\d{{1,2}})-(\d{{1,2}}){_TIME}")
_ENGLISH_DAY = re.compile(rf"{_MONTH}\s+(\d{{1,2}}){_TIME}")
_ENGLISH_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s+{_MONTH}{_TIME}")

Found = re.Match[str]
Parts = tuple[int, int, int]

_WITH_YEAR: tuple[tuple[re.Pattern[str], Callable[[Found], Parts]], ...] = (
    (_NUMBERS, lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    (_COMPACT, lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    (_C_TIME, lambda m: (int(m.groups()[-1]), MONTHS[m[1]], int(m[2]))),
    (_DAY_FIRST, lambda m: (_full_year(int(m[3])), MONTHS[m[2]], int(m[1]))),
    (_MONTH_FIRST, lambda m: (int(m[3]), MONTHS[m[1]], int(m[2]))),
    (
        _TIME_FIRST,
        lambda m: (int(m.groups()[-1]), MONTHS[m.groups()[-3]], int(m.groups()[-2])),
    ),
)
_WITHOUT_YEAR: tuple[tuple[re.Pattern[str], Callable[[Found], tuple[int, int]]], ...] = (
    (_CHINESE_DAY, lambda m: (int(m[1]), int(m[2]))),
    (_SHORT_DAY, lambda m: (int(m[1]), int(m[2]))),
    (_ENGLISH_DAY, lambda m: (MONTHS[m[1]], int(m[2]))),
    (_ENGLISH_DAY_FIRST, lambda m: (MONTHS[m[2]], int(m[1]))),
)
_ONLY_CLOCK = re.compile(rf"\s*(?:at\s+)?{_CLOCK}{_ZONE}\s*")


def written_day(text: str, zone: tzinfo) -> tuple[int, str] | None:
    """Read a day with its year, and the time of day where there is one.

    Args:
        text: In lower case, NFKC, without white space around it.
        zone: Of a time that names none.

    Returns:
        Microseconds since 1970 UTC and precision; None where it is no such form.

    Raises:
        ValueError: It has the form, but there is no such day, time or zone.
    """
    for pattern, parts in _WITH_YEAR:
        if found := pattern.fullmatch(text):
            year, month, day = parts(found)
            return at_clock(date(year, month, day), found, zone)
    return None


def day_of_year(text: str, zone: tzinfo, today: date) -> tuple[int, str] | None:
    """Read a day without its year: the last such day not after `today`; else like `written_day`."""
    for pattern, parts in _WITHOUT_YEAR:
        if found := pattern.fullmatch(text):
            month, day = parts(found)
            return at_clock(_last(month, day, today), found, zone)
    return None


def has_no_year(text: str) -> bool:
    """Whether this is a day without its year."""
    return any(pattern.fullmatch(text) for pattern, _ in _WITHOUT_YEAR)


def clock_on(day: date, text: str, zone: tzinfo) -> tuple[int, str] | None:
    """Read a time of day alone, or nothing at all, on a known day."""
    if not text.strip():
        return in_us(datetime.combine(day, time(), zone)), DAY
    found = _ONLY_CLOCK.fullmatch(text)
    return at_clock(day, found, zone) if found else None


def at_clock(day: date, found: Found, zone: tzinfo) -> tuple[int, str]:
    """Return the time that a match says on a day: microseconds and precision."""
    said = found.groupdict()
    if said["hour"] is None:
        return in_us(datetime.combine(day, time(), zone)), DAY
    part = (said.get("part") or "")[:6].ljust(6, "0")
    at = time(_hour(said), int(said["minute"]), int(said["second"] or 0), int(part))
    written = said.get("zone")
    moment = datetime.combine(day, at, _zone(written, zone) if written else zone)
    return in_us(moment), MINUTE if said["second"] is None else SECOND


def _hour(said: dict[str, str | None]) -> int:
    hour, half = int(said["hour"] or 0), said.get("half") or ""
    pm = (said.get("pm") or "")[:1]
    if pm and not 1 <= hour <= 12:
        raise ValueError(f"there is no hour {hour} {pm}m")
    if pm == "a" or half == "凌晨":
        return hour % 12 if hour == 12 else hour
    afternoon = pm == "p" or half in {"下午", "傍晚", "晚上"} or (half == "中午" and hour < 3)
    return hour % 12 + 12 if afternoon and hour <= 12 else hour


def _zone(name: str, own: tzinfo) -> tzinfo:
    if name[0] in "+-":
        offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
        return timezone(-offset if name[0] == "-" else offset)
    if name == "cst":  # of China where the source is Chinese; else, as RFC 822 has it, of America
        offset = datetime(2025, 1, 1, tzinfo=UTC).astimezone(own).utcoffset()
        return timezone(_CHINA if offset == _CHINA else timedelta(hours=-6))
    if name not in _ZONES:
        raise ValueError(f"there is no zone {name.upper()!r}")
    return timezone(timedelta(hours=_ZONES[name]))


def _full_year(year: int) -> int:
    """Return a year of two digits as RFC 2822 reads it."""
    if year >= 100:
        return year
    return year + (2000 if year < 50 else 1900)


def _last(month: int, day: int, today: date) -> date:
    date(2024, month, day)  # a leap year: raises where no year has such a day
    for year in range(today.year, FIRST_YEAR, -1):
        try:
            found = date(year, month, day)
        except ValueError:  # February 29
            continue
        if found <= today:
            return found
    raise ValueError("there is no such day")
