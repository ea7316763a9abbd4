"""Dense series from the table of counts, and the changes found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.timeline.changes import Change, find_changes
from campaign.watchlist import Entity
from detection.arrays import Reals
from vault.study_schema import STUDY

AROUND: Final = 60
"""Buckets of a series before the first and after the last post of a ring, where there are data."""
MOST_DAYS: Final = 730
"""Longest series by days; longer ones go by weeks."""
LENGTH: Final = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
NEAREST_DAYS: Final = 365
"""An event further from a change than this has nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of every bucket of a stretch of time, those of nothing included.

    Attributes:
        start: First bucket, UTC.
        unit: day or week.
        own: Posts of the ring's members.
        others: Posts of organic accounts.
    """

    start: datetime
    unit: str
    own: Reals
    others: Reals

    def at(self, place: int) -> datetime:
        """Return the beginning of a bucket."""
        return self.start + place * LENGTH[self.unit]


def changes(timeline: pa.Table, whole: str, events: Iterable[Entity]) -> pa.Table:
    """Return the table `changes` of every subject of a table `timeline`."""
    dated = [event for event in events if event.at is not None]
    rows: list[dict[str, Any]] = []
    for subject, series in all_series(timeline, whole):
        days = LENGTH[series.unit].days
        for change in find_changes(series.own, series.others):
            rows.append(_row(subject, series, change, days) | _nearest(series, change, dated))
    return pa.Table.from_pylist(rows, STUDY["changes"])


def all_series(timeline: pa.Table, whole: str) -> Iterator[tuple[str, Series]]:
    """Yield the series of posts of every subject, by subject."""
    others = {
        unit: _counts(_chosen(timeline, unit, "organic posts"), whole) for unit in ("day", "week")
    }
    posts = {unit: _chosen(timeline, unit, "posts") for unit in ("day", "week")}
    everybody = {unit: _counts(rows, whole) for unit, rows in posts.items()}
    for subject in sorted(set(posts["day"]["subject"].to_pylist())):
        own = _counts(posts["day"], subject)
        unit = "day" if (max(own) - min(own)).days <= MOST_DAYS else "week"
        own = own if unit == "day" else _counts(posts["week"], subject)
        yield subject, _series(unit, own, others[unit], everybody[unit])


def _series(
    unit: str,
    own: dict[datetime, int],
    others: dict[datetime, int],
    everybody: dict[datetime, int],
) -> Series:
    step = LENGTH[unit]
    known = [*others, *everybody]
    start = max(min(known), min(own) - AROUND * step)
    end = min(max(known), max(own) + AROUND * step)
    places = [start + n * step for n in range((end - start) // step + 1)]
    mine, rest = (
        np.array([seen.get(place, 0) for place in places], dtype=np.float64)
        for seen in (own, others)
    )
    return Series(start, unit, mine, rest)


def _chosen(timeline: pa.Table, unit: str, measure: str) -> pa.Table:
    wanted = (pc.field("unit") == unit) & (pc.field("measure") == measure)
    return timeline.filter(wanted)


def _counts(rows: pa.Table, subject: str) -> dict[datetime, int]:
    mine = rows.filter(pc.field("subject") == subject)
    return dict(zip(mine["at"].to_pylist(), mine["value"].to_pylist(), strict=True))


def _row(subject: str, series: Series, change: Change, days: int) -> dict[str, Any]:
    rates = {"before": change.before / days, "after": change.after / days}
    return {"subject": subject, "at": series.at(change.place), **rates, "p": change.p}


def _nearest(series: Series, change: Change, events: list[Entity]) -> dict[str, Any]:
    at = series.at(change.place)
    apart = [((event.at - at) / timedelta(days=1), event) for event in events if event.at]
    near = [pair for pair in apart if abs(pair[0]) <= NEAREST_DAYS]
    if not near:
        return {"event": None, "event_days": None}
    days, event = min(near, key=lambda pair: (abs(pair[0]), pair[1].entity_id))
    return {"event": event.entity_id, "event_days": days}
