"""Charts of a time line: at most a few hundred bars, whatever the span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from campaign.section import Bars

MOST_BARS: Final = 160
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
WIDTHS: Final = (_HOUR, _DAY, *(n * _DAY for n in (7, 28, 91, 364, 3640)))
"""Widths of a bar: the first that needs no more than MOST_BARS is taken."""
NAMES: Final = {_HOUR: "hour", _DAY: "day", 7 * _DAY: "week"}
_MONDAY = datetime(1970, 1, 5)  # noqa: DTZ001  # buckets are made of local times without a zone

Counts = Mapping[datetime, int]


def bars(
    title: str,
    hours: Mapping[str, Counts],
    days: Mapping[str, Counts],
    marks: Iterable[tuple[datetime, str]],
    zone: tzinfo,
) -> Bars | None:
    """Return a chart of counts.

    Args:
        title: What is counted; the width of a bar is added.
        hours: Series -> counts by hour; empty where hours are not known.
        days: Series -> counts by day, UTC.
        marks: Moments and what happened then; those outside the chart are left out.
        zone: Whose days are shown. Days in another zone than UTC need hours; where there are none
            they are UTC's, and the title says so.

    Returns:
        None where there is nothing to count.
    """
    moments = [at for counts in days.values() for at in counts]
    if not moments:
        return None
    local = bool(hours) and all(hours.get(name) for name, counts in days.items() if counts)
    shown_zone = zone if local else None
    source = hours if local else days
    kept = {name: _local(counts, shown_zone) for name, counts in source.items()}
    moments = [at for counts in kept.values() for at in counts]
    width = _width(max(moments) - min(moments), finest=_HOUR if local else _DAY)
    places = _places(min(moments), max(moments), width)
    series = {name: _summed(counts, width) for name, counts in kept.items()}
    labels = {place: _label(place, width) for place in places}
    shown: dict[str, str] = {}
    for at, what in sorted(marks):
        label = labels.get(_bucket(_plain(at, shown_zone), width))
        if label is not None:
            shown[label] = f"{shown[label]}; {what}" if label in shown else what
    each = NAMES.get(width, f"{width.days} days")
    return Bars(
        title=f"{title}, per {each} ({'UTC' if shown_zone is None else zone})",
        labels=tuple(labels.values()),
        series={n: tuple(float(c[place]) for place in places) for n, c in series.items()},
        marks=shown,
    )


def _plain(at: datetime, zone: tzinfo | None) -> datetime:
    return (at if zone is None else at.astimezone(zone)).replace(tzinfo=None)


def _local(counts: Counts, zone: tzinfo | None) -> Counter[datetime]:
    told: Counter[datetime] = Counter()
    for at, n in counts.items():
        told[_plain(at, zone)] += n
    return told


def _width(span: timedelta, finest: timedelta) -> timedelta:
    fitting = (width for width in WIDTHS if width >= finest and span / width < MOST_BARS - 1)
    return next(fitting, WIDTHS[-1])


def _bucket(at: datetime, width: timedelta) -> datetime:
    return _MONDAY + (at - _MONDAY) // width * width


def _places(first: datetime, last: datetime, width: timedelta) -> list[datetime]:
    start = _bucket(first, width)
    return [start + n * width for n in range((last - start) // width + 1)]


def _summed(counts: Counter[datetime], width: timedelta) -> Counter[datetime]:
    told: Counter[datetime] = Counter()
    for at, n in counts.items():
        told[_bucket(at, width)] += n
    return told


def _label(at: datetime, width: timedelta) -> str:
    return at.strftime("%Y-%m-%dT%H:00" if width < _DAY else "%Y-%m-%d")
