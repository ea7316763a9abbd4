"""The time line of one subject in words, charts and a table."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaign.figures import chance_of, day, times
from campaign.part import Findings
from campaign.section import Bars, Column, Grid, Section
from campaign.timeline.beginning import Beginning, before, began
from campaign.timeline.changes import FEWEST_BUCKETS, FEWEST_POSTS
from campaign.timeline.chart import bars

SHOWN_KEYS: Final = 5
"""Manuscripts or targets in one chart."""
STRAYS: Final = 0.01
MOST_KEPT: Final = 0.95
"""Share of the posts whose hour must be known before days of another zone than UTC are shown."""
MARGIN: Final = timedelta(days=60)
"""How much of what organic accounts did before and after the members is shown beside them."""
Mark: TypeAlias = tuple[datetime, str]
Rows: TypeAlias = list[dict[str, Any]]

LIMITS: Final = (
    "Times are the platforms' own. Organic accounts are those of the collection: what was not "
    "collected is not compared.",
    f"A change is told where posts a day and the share of all posts both changed (p ≤ 0.01 each, "
    f"by permutation). None is looked for among fewer than {FEWEST_POSTS} posts or "
    f"{FEWEST_BUCKETS} days.",
    "A change near an event is no proof that the one was made for the other.",
)
CHANGES: Final = (
    Column("at", "From", "time"),
    Column("before", "Posts a day before", "number"),
    Column("after", "Posts a day after", "number"),
    Column("p", "p", "p"),
    Column("event", "Nearest event"),
    Column("event_days", "Days to the event (negative: after it)", "number"),
)


def tell(findings: Findings, subject: str) -> Section | None:
    """Return the section of a subject; None where its members have no dated post."""
    rows: Rows = findings.rows("timeline", subject)
    if not rows:
        return None
    whole = findings.run.run_id
    everybody = rows if subject == whole else findings.rows("timeline", whole)
    organic = [row for row in everybody if row["measure"] == "organic posts"]
    changed: Rows = findings.rows("changes", subject)
    entities = {str(row["entity_id"]): row for row in findings.rows("entities")}
    events = [(row["at"], str(row["name"])) for row in entities.values() if row["at"]]
    dated = sorted((at, name) for at, name in events if isinstance(at, datetime))
    zone = zone_of(findings)
    beginning = _beginning(findings, subject, rows, everybody, changed)
    told = [s for at, n in dated if (s := before(beginning, n, at))]
    told += [*began(beginning), *_changes_told(changed)]
    marks: list[Mark] = [*dated, *((row["at"], _mark(row)) for row in changed)]
    charts = [
        _chart(
            "Posts",
            {"members": (rows, "posts"), "organic accounts": (organic, "organic posts")},
            zone,
            marks,
        ),
        _keyed(findings, rows, "manuscript", zone, dated),
        _keyed(findings, rows, "target", zone, dated),
        _registered(rows),
    ]
    shown = [chart for chart in charts if chart is not None]
    blocks = (*shown, _grid(changed, entities)) if changed else tuple(shown)
    return Section(tuple(told), blocks, LIMITS, told[0])


def zone_of(findings: Findings) -> tzinfo:
    """Return the zone in which days are shown: the watch list's where it names one, else UTC."""
    named = str(findings.study.watchlist.get("zone") or "UTC")
    try:
        return ZoneInfo(named) if named != "UTC" else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _beginning(
    findings: Findings,
    subject: str,
    rows: Rows,
    everybody: Rows,
    changed: Rows,
) -> Beginning:
    days = [row["at"] for row in rows if row["unit"] == "day" and row["measure"] == "posts"]
    known = _counted(everybody, "organic posts", "day") + _counted(everybody, "posts", "day")
    rings = findings.run.read("rings").to_pylist()
    firsts = [
        ring["first"]
        for ring in rings
        if ring["tier"] == "ring" and ring["first"] and subject in (ring["ring_id"], _run(findings))
    ]
    rises = [row["at"] for row in changed if row["after"] > row["before"]]
    return Beginning(
        data=min(known),
        dense=_after(known, STRAYS),
        last=max(known),
        post=min(days),
        evidence=min(firsts, default=None),
        rise=min(rises, default=None),
    )


def _after(counts: Counter[datetime], share: float) -> datetime:
    """Return the first day by whose end so large a share of the posts was there."""
    wanted, seen = share * counts.total(), 0
    for at in sorted(counts):
        seen += counts[at]
        if seen > wanted:
            return at
    return max(counts)


def _run(findings: Findings) -> str:
    return findings.run.run_id


def _changes_told(changed: Rows) -> list[str]:
    return [
        f"From {day(row['at'])} on members posted {times(row['after'])} times a day instead of "
        f"{times(row['before'])} ({chance_of('p', row['p'])})."
        for row in changed
    ]


def _mark(row: dict[str, Any]) -> str:
    return f"change: {times(row['before'])} to {times(row['after'])} posts a day"


def _counted(rows: Rows, measure: str, unit: str) -> Counter[datetime]:
    told: Counter[datetime] = Counter()
    for row in rows:
        if row["unit"] == unit and row["measure"] == measure:
            told[row["at"]] += row["value"]
    return told


def _chart(
    title: str,
    series: dict[str, tuple[Rows, str]],
    zone: tzinfo,
    marks: list[Mark],
) -> Bars | None:
    """Return a chart of series (their rows and measure), the members' first, or None of nothing."""
    days = {name: _counted(*seen, unit="day") for name, seen in series.items()}
    hours = {name: _counted(*seen, unit="hour") for name, seen in series.items()}
    mine = next(iter(days.values()))
    if not mine:
        return None
    # the chart is about members: organic years before and after them are cut off
    edges = min(mine) - MARGIN, max(mine) + MARGIN
    days = {name: _inside(counts, edges) for name, counts in days.items()}
    kept = sum(counts.total() for counts in hours.values())
    if kept < MOST_KEPT * sum(counts.total() for counts in days.values()):
        hours = {}  # hours of organic accounts are kept only while members posted
    return bars(title, hours, {n: counts for n, counts in days.items() if counts}, marks, zone)


def _inside(counts: Counter[datetime], edges: tuple[datetime, datetime]) -> Counter[datetime]:
    return Counter({at: n for at, n in counts.items() if edges[0] <= at <= edges[1]})


def _keyed(
    findings: Findings,
    rows: Rows,
    measure: str,
    zone: tzinfo,
    marks: list[Mark],
) -> Bars | None:
    mine = [row for row in rows if row["measure"] == measure]
    used: Counter[str] = Counter()
    for row in mine:
        if row["unit"] == "day":
            used[str(row["key"])] += row["value"]
    keys = sorted(used, key=lambda key: (-used[key], key))[:SHOWN_KEYS]
    if not keys:
        return None
    names = {str(row["entity_id"]): str(row["name"]) for row in findings.rows("entities")}
    series = {names.get(key, key): ([r for r in mine if r["key"] == key], measure) for key in keys}
    more = f" (the {len(keys)} most used)" if len(used) > len(keys) else ""
    title = {"manuscript": "Copies by members", "target": "Members' posts that name"}[measure]
    return _chart(f"{title}{more}", series, zone, marks)


def _registered(rows: Rows) -> Bars | None:
    days = _counted(rows, "registrations", "day")
    return bars("Members' accounts opened", {}, {"accounts": days}, [], UTC) if days else None


def _grid(changed: Rows, entities: dict[str, dict[str, Any]]) -> Grid:
    named = {key: str(row["name"]) for key, row in entities.items()}
    rows = tuple(
        tuple(
            named.get(row["event"], row["event"]) if column.name == "event" else row[column.name]
            for column in CHANGES
        )
        for row in changed
    )
    return Grid("Changes of the members' own activity", CHANGES, rows)
