"""Time axes as numbers that an SVG takes: bars per day for a ring, dots per post for a burst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.views.words import day, duration, moment, signals

MAX_BARS = 200
"""Bars on one axis: more than this cannot be told apart at 1280 pixels."""

MIN_SLOTS = 14
"""Places for bars on the shortest axis, so that one day does not fill the page."""

_STEPS_S = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
    86400, 172800, 604800, 1209600,
)  # fmt: skip
_MONTHS = (1, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis: where it stands (pixels from the left) and what it says."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a stacked bar, in pixels; `tip` is its text for pointer and screen reader."""

    x: float
    y: float
    width: float
    height: float
    signal: str
    tip: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One post on the axis of a burst, in pixels."""

    x: float
    y: float
    member: bool
    tip: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A drawing: size in pixels, ticks, and either bars or dots."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    top: int = 0
    unit: str = ""


def timeline(
    rows: Sequence[Mapping[str, object]],
    *,
    step_s: int = 86_400,
    width: float = 1200,
    height: float = 96,
) -> Axis | None:
    """Return stacked bars of posts over time; None where there is no dated row.

    Args:
        rows: `at` (ISO 8601, the beginning of a step), `posts`, and where known `signal`.
        step_s: Seconds of one step; where the steps are more than `MAX_BARS`, a bar takes several.
        width: Pixels.
        height: Pixels of the drawing without its labels.
    """
    found = [
        (at, str(row.get("signal") or "posts"), _count(row.get("posts")))
        for row in rows
        if (at := moment(row.get("at"))) is not None
    ]
    if not found:
        return None
    start = min(at for at, _, _ in found)
    steps = int((max(at for at, _, _ in found) - start).total_seconds() // step_s) + 1
    size_s = step_s * -(-steps // MAX_BARS)
    sums: dict[tuple[int, str], int] = {}
    for at, signal, posts in found:
        key = (int((at - start).total_seconds() // size_s), signal)
        sums[key] = sums.get(key, 0) + posts
    slots = max(max(slot for slot, _ in sums) + 1, MIN_SLOTS)
    end = start + timedelta(seconds=slots * size_s)
    return Axis(
        width,
        height,
        _ticks(start, end, width),
        tuple(_stacked(sums, slots, start, size_s, width, height)),
        top=max(_totals(sums, slots)),
        unit=duration(size_s).removeprefix("1 ").replace("d", "day").replace("h", "hour"),
    )


def _totals(sums: Mapping[tuple[int, str], int], slots: int) -> list[int]:
    totals = [0] * slots
    for (slot, _), posts in sums.items():
        totals[slot] += posts
    return totals


def _stacked(
    sums: Mapping[tuple[int, str], int],
    slots: int,
    start: datetime,
    size_s: int,
    width: float,
    height: float,
) -> list[Bar]:
    words = signals()
    order = {name: place for place, name in enumerate(words)}
    scale = height / max(*_totals(sums, slots), 1)
    step = width / slots
    thick = min(step - (1 if step > 4 else 0), 28)
    level = [height] * slots
    bars: list[Bar] = []
    for (slot, signal), posts in sorted(
        sums.items(), key=lambda item: (item[0][0], order.get(item[0][1], 99), item[0][1])
    ):
        level[slot] -= posts * scale
        at = start + timedelta(seconds=slot * size_s)
        label = day(at) if size_s >= 86_400 else f"{day(at)} {at:%H:%M}"
        bars.append(
            Bar(
                x=round(slot * step + (step - thick) / 2, 2),
                y=round(level[slot], 2),
                width=round(thick, 2),
                height=round(posts * scale, 2),
                signal=signal,
                tip=f"{label}: {posts:,} posts, {words.get(signal, signal)}",
            )
        )
    return bars


def burst_axis(
    posts: Sequence[Mapping[str, object]], *, width: float = 1200, height: float = 56
) -> Axis | None:
    """Return one dot per post on one axis; posts at nearly one time are stacked upwards.

    Args:
        posts: `at` (ISO 8601), `account_id`, `member`.
        width: Pixels.
        height: Pixels of the drawing without its labels.
    """
    found = sorted(
        (at, str(post.get("account_id")), post.get("member") is not False)
        for post in posts
        if (at := moment(post.get("at") or post.get("created_at"))) is not None
    )
    if not found:
        return None
    start, end = found[0][0], found[-1][0]
    span = max((end - start).total_seconds(), 1.0)
    inner = width - 16
    stack: dict[int, int] = {}
    dots: list[Dot] = []
    for at, account, member in found:
        after = (at - start).total_seconds()
        x = 8 + after / span * inner
        slot = int(x // 8)
        floor = stack.get(slot, 0)
        stack[slot] = floor + 1
        y = height - 7 - min(floor * 6, height - 14)
        dots.append(Dot(x, y, member, f"{at:%Y-%m-%d %H:%M:%S} (+{duration(after)}) {account}"))
    ticks = tuple(
        Tick(8 + tick.x / width * inner, tick.label)
        for tick in _ticks(start, start + timedelta(seconds=span), width)
    )
    return Axis(width, height, ticks, dots=tuple(dots))


def span_bar(
    first: object, last: object, start: object, end: object, width: float = 96
) -> tuple[float, float] | None:
    """Return where the bar of a ring's activity begins and ends on the axis of all, in pixels."""
    a, b, low, high = moment(first), moment(last), moment(start), moment(end)
    if a is None or b is None or low is None or high is None or high <= low:
        return None
    scale = width / (high - low).total_seconds()
    left = min(max((a - low).total_seconds() * scale, 0), width - 3)
    right = min(max((b - low).total_seconds() * scale, left + 3), width)
    return (round(left, 1), round(right, 1))


def _ticks(start: datetime, end: datetime, width: float) -> tuple[Tick, ...]:
    span = max((end - start).total_seconds(), 1.0)
    most = width / 130  # labels that stand side by side
    step = next((size for size in _STEPS_S if span / size <= most), None)
    marks = (
        _even_marks(start, end, step)
        if step
        else _month_marks(start, end, next(m for m in _MONTHS if span / (m * 2.63e6) <= most))
        if span / (_MONTHS[-1] * 2.63e6) <= most
        else [start]
    )
    ticks: list[Tick] = []
    for at in marks:
        x = (at - start).total_seconds() / span * width
        if x <= width - 24:
            ticks.append(Tick(round(x, 1), _tick_label(at, step or 86400, dated=not ticks)))
    return tuple(ticks)


def _even_marks(start: datetime, end: datetime, step: float) -> list[datetime]:
    zero = datetime(1970, 1, 1, tzinfo=UTC)
    first = int(-(-(start - zero).total_seconds() // step))
    last = int((end - zero).total_seconds() // step)
    return [zero + timedelta(seconds=place * step) for place in range(first, last + 1)]


def _month_marks(start: datetime, end: datetime, months: int) -> list[datetime]:
    first = -(-(start.year * 12 + start.month - (start.day == 1)) // months)
    last = (end.year * 12 + end.month - 1) // months
    return [
        datetime(place * months // 12, place * months % 12 + 1, 1, tzinfo=UTC)
        for place in range(first, last + 1)
        if 1 <= place * months // 12 <= 9999
    ]


def _tick_label(at: datetime, step: float, *, dated: bool) -> str:
    if step >= 86400:
        return day(at)
    text = f"{at:%H:%M}" if step >= 60 else f"{at:%H:%M:%S}"
    midnight = (at.hour, at.minute, at.second) == (0, 0, 0)
    return f"{at.day} {at:%b} {text}" if dated or midnight else text


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0
