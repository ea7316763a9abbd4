"""Bars as numbers that an SVG takes: one panel for each series, all on one axis of time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from campaign.figures import number, seconds
from campaign.report.cells import time_of
from campaign.section import Bars

WIDTH: Final = 760.0
HEIGHT: Final = 64.0
MAX_BARS: Final = 190
"""More on one axis cannot be told apart on paper."""
MAX_PANELS: Final = 12
MAX_TICKS: Final = 8
_LEAST_SLOTS: Final = 12
"""Places for bars on the shortest axis, so that one day does not fill the page."""
_TICK: Final = 18.0
"""Half the width of a label: one that is nearer to the right end would be cut."""
_DAY_S: Final = 86_400
_STEPS_S: Final = (60, 600, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600)
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
_UNITS: Final[dict[float, str]] = {60: "minute", 3_600: "hour", 86_400: "day", 604_800: "week"}
SPARKS: Final = "▁▂▃▄▅▆▇█"
SPARK_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in pixels; `tip` is its text for pointer and screen reader."""

    x: float
    y: float
    width: float
    height: float
    tip: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One series: its bars, its highest one, its sum."""

    name: str
    bars: tuple[Bar, ...]
    top: float
    total: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: where it stands on the axis, its number in the legend, its text."""

    x: float
    number: int
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Panels one above the other."""

    panels: tuple[Panel, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    unit: str  # what one bar takes: `day`, `28 d`
    panels_left_out: int


def time_chart(bars: Bars) -> TimeChart | None:
    """Return the chart of bars over time; None where labels are names, or there are none.

    Marks stand where their own label says, also between bars and beyond them.
    """
    times = [time_of(label) for label in bars.labels]
    if not times or any(at is None for at in times):
        return None
    known = [at for at in times if at is not None]
    happened = sorted((at, text) for label, text in bars.marks.items() if (at := time_of(label)))
    step_s = _step_s(known)
    start, end = _frame(known, [at for at, _ in happened], step_s)
    size_s = step_s * max(1, math.ceil((end - start).total_seconds() / step_s / MAX_BARS))
    slots = max(_LEAST_SLOTS, math.ceil((end - start).total_seconds() / size_s))
    end = start + timedelta(seconds=slots * size_s)
    panels = [
        _panel(name, known, values, start, end, size_s)
        for name, values in list(bars.series.items())[:MAX_PANELS]
    ]
    return TimeChart(
        panels=tuple(panels),
        ticks=tuple(_ticks(start, end)),
        marks=tuple(
            Mark(_x(at, start, end), place, f"{at:%Y-%m-%d %H:%M}".removesuffix(" 00:00"), text)
            for place, (at, text) in enumerate(happened, 1)
        ),
        unit=_UNITS.get(size_s) or f"bar of {seconds(size_s)}",
        panels_left_out=max(0, len(bars.series) - MAX_PANELS),
    )


def _frame(
    times: Sequence[datetime], marks: Sequence[datetime], step_s: float
) -> tuple[datetime, datetime]:
    """Return where the axis begins, whole steps before the first label, and where it ends."""
    first, last = min(times), max(times)
    before = max(0.0, (first - min([*marks, first])).total_seconds())
    start = first - timedelta(seconds=step_s * math.ceil(before / step_s))
    return start, max([last + timedelta(seconds=step_s), *marks])


def sparkline(values: Sequence[float], length: int = SPARK_LENGTH) -> str:
    """Return values as a line of small bars; neighbours are added where they are too many."""
    if not values:
        return ""
    size = -(-len(values) // length)
    sums = [sum(values[at : at + size]) for at in range(0, len(values), size)]
    top = max(sums)
    if top <= 0:
        return SPARKS[0] * len(sums)
    return "".join(
        SPARKS[min(7, max(0, round(7 * value / top)))] if value > 0 else " " for value in sums
    ).replace(" ", "·")


def _panel(
    name: str,
    times: Sequence[datetime],
    values: Sequence[float],
    start: datetime,
    end: datetime,
    size_s: float,
) -> Panel:
    sums: dict[int, float] = {}
    for at, value in zip(times, values, strict=False):
        slot = int((at - start).total_seconds() // size_s)
        sums[slot] = sums.get(slot, 0.0) + float(value or 0)
    top = max(sums.values(), default=0.0)
    return Panel(name, tuple(_bars(sums, top, start, end, size_s)), top, sum(sums.values()))


def _bars(
    sums: Mapping[int, float], top: float, start: datetime, end: datetime, size_s: float
) -> list[Bar]:
    width = WIDTH * size_s / (end - start).total_seconds()
    gap = 1.0 if width > 4 else 0.2
    found: list[Bar] = []
    for slot, value in sorted(sums.items()):
        if value <= 0 or top <= 0:
            continue
        height = max(1.0, HEIGHT * value / top)
        at = start + timedelta(seconds=slot * size_s)
        tip = f"{_when(at, size_s)}: {number(value)}"
        found.append(
            Bar(
                round(slot * width, 2),
                round(HEIGHT - height, 2),
                round(max(0.8, width - gap), 2),
                round(height, 2),
                tip,
            )
        )
    return found


def _when(at: datetime, size_s: float) -> str:
    return f"{at:%Y-%m-%d}" if size_s >= _DAY_S else f"{at:%Y-%m-%d %H:%M}"


def _step_s(times: Sequence[datetime]) -> float:
    ordered = sorted(set(times))
    gaps = [(b - a).total_seconds() for a, b in pairwise(ordered)]
    return min(gaps, default=float(_DAY_S))


def _x(at: datetime, start: datetime, end: datetime) -> float:
    return round(WIDTH * (at - start).total_seconds() / (end - start).total_seconds(), 2)


def _ticks(start: datetime, end: datetime) -> list[Tick]:
    span = (end - start).total_seconds()
    step = next((s for s in _STEPS_S if span / s <= MAX_TICKS), None)
    found = _even(start, end, step) if step else _months(start, end)
    form = "%d %b" if step is None or step >= _DAY_S else "%d %b %H:%M"
    form = "%b %Y" if step is None else form
    ticks = [Tick(_x(at, start, end), f"{at:{form}}".lstrip("0")) for at in found]
    return [tick for tick in ticks if tick.x <= WIDTH - _TICK]


def _even(start: datetime, end: datetime, step: float) -> list[datetime]:
    first = -(-start.timestamp() // step) * step
    count = int((end.timestamp() - first) // step) + 1
    return [datetime.fromtimestamp(first + place * step, UTC) for place in range(count)]


def _months(start: datetime, end: datetime) -> list[datetime]:
    first, last = start.year * 12 + start.month, end.year * 12 + end.month - 1
    size = next((m for m in _MONTHS if (last - first) / m <= MAX_TICKS), _MONTHS[-1] * 10)
    places = range(-(-first // size) * size, last + 1, size)
    return [datetime(place // 12, place % 12 + 1, 1, tzinfo=UTC) for place in places]
