"""Times that count from the moment of capture: `3分钟前`, `昨天 12:30`, `2h`.

How far such a time may be off says its precision. `3分钟前` is a minute. `3小时前` may be an hour
off; there is no precision between minute and day, and the coarser is the honest one: a time that
pretends to be sharper than it is looks like synchrony. So may
`3天前`. Weeks, months and years are refused: no precision of ours is that coarse.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from loaders.canonical.calendar import DAY, MINUTE, clock_on, day_of_year, has_no_year
from loaders.canonical.epoch import EPOCH, MICROSECOND, in_us

_NOW = frozenset(("刚刚", "刚才", "now", "just now", "a moment ago", "moments ago", "几秒前"))
_UNITS = {
    "s": ("秒", "秒钟", "s", "sec", "secs", "second", "seconds"),
    "m": ("分", "分钟", "m", "min", "mins", "minute", "minutes"),
    "h": ("小时", "个小时", "h", "hr", "hrs", "hour", "hours"),
    "d": ("天", "日", "d", "day", "days"),
    "w": ("周", "星期", "个星期", "w", "wk", "wks", "week", "weeks"),
    "y": ("月", "个月", "年", "mo", "month", "months", "y", "yr", "yrs", "year", "years"),
}
_UNIT = {name: unit for unit, names in _UNITS.items() for name in names}
_COUNTED = re.compile(
    r"(\d{1,5}|an?|one|半|一|两|几)\s*([a-z]+|[秒分钟小时个天日周星期月年]+)\s*(前|之前|以前|ago)?"
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "一": 1, "两": 2}
_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_NAMED = re.compile(r"(今天|今日|昨天|昨日|前天|today|yesterday)(?:\s*[,，]?\s*(.*))")
_WEEKDAYS = {
    "天": 6,
    **{name: number for number, name in enumerate("一二三四五六日")},
    **{
        name: number
        for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    },
}
_WEEKDAY = re.compile(
    r"(?:(?:周|星期|礼拜)([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{3,6})?)(?:\s*,?\s*(.*))"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")


def is_relative(text: str) -> bool:
    """Whether a time can be told only from the moment of capture.

    Args:
        text: In lower case, NFKC, without white space around it.
    """
    counted = _COUNTED.fullmatch(text)
    return (
        text in _NOW
        or (counted is not None and counted[2] in _UNIT)
        or _NAMED.fullmatch(text) is not None
        or _WEEKDAY.fullmatch(text) is not None
        or _CLOCK.fullmatch(text) is not None
        or has_no_year(text)
    )


def relative_time(text: str, zone: tzinfo, captured_us: int) -> tuple[int, str] | None:
    """Read a time that counts from the moment of capture.

    Args:
        text: In lower case, NFKC, without white space around it.
        zone: In which its days begin.
        captured_us: The moment of capture, microseconds since 1970 UTC.

    Returns:
        Microseconds since 1970 UTC and precision, never `second`; None where it is no such form.

    Raises:
        ValueError: It has the form, but there is no such day, or it is a matter of weeks.
    """
    captured = (EPOCH + captured_us * MICROSECOND).astimezone(zone)
    if text in _NOW:
        return _to_minute(captured), MINUTE
    if (counted := _COUNTED.fullmatch(text)) and counted[2] in _UNIT:
        return _counted(counted[1], _UNIT[counted[2]], captured, zone)
    today = captured.date()
    if found := _NAMED.fullmatch(text):
        return _coarse(clock_on(today - timedelta(days=_DAYS[found[1]]), found[2], zone))
    if found := _WEEKDAY.fullmatch(text):
        back = (today.weekday() - _WEEKDAYS[found[1] or found[2]]) % 7
        return _coarse(clock_on(today - timedelta(days=back), found[3], zone))
    if _CLOCK.fullmatch(text):
        at = clock_on(today, text, zone)
        if at is not None and at[0] > captured_us:
            at = clock_on(today - timedelta(days=1), text, zone)
        return _coarse(at)
    return _coarse(day_of_year(text, zone, today))


def _counted(number: str, unit: str, captured: datetime, zone: tzinfo) -> tuple[int, str]:
    if unit in "wy":
        raise ValueError("a time in weeks, months or years is too coarse to be kept")
    if (number == "半" and unit != "h") or (number == "几" and unit not in "sm"):
        raise ValueError("how many is not said")
    half = timedelta(minutes=30) if number == "半" else timedelta()
    count = 0 if number in {"半", "几"} else _NUMBERS.get(number) or int(number)
    if unit == "d":
        day = captured.date() - timedelta(days=count)
        return in_us(datetime(day.year, day.month, day.day, tzinfo=zone)), DAY
    seconds = count * {"s": 1, "m": 60, "h": 3600}[unit]
    precise = unit != "h" or number == "半"
    return _to_minute(captured - timedelta(seconds=seconds) - half), MINUTE if precise else DAY


def _to_minute(moment: datetime) -> int:
    return in_us(moment.replace(second=0, microsecond=0))


def _coarse(found: tuple[int, str] | None) -> tuple[int, str] | None:
    """Return a time that was resolved with precision `minute` at best."""
    if found is None or found[1] == DAY:
        return found
    return found[0], MINUTE
