"""Counts per hour, day and week; charts of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from campaign.parts.entities import PART as ENTITIES
from campaign.parts.timeline import PART
from campaign.timeline.chart import MOST_BARS, bars
from campaign.timeline.counts import counts
from campaign.watchlist import Entity, Watchlist
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import Story
from vault.study_schema import STUDY

RING = tuple(f"x:9{n:02}" for n in range(6))
MIDNIGHT = at(0).replace(hour=0)


def _rows(invented: Invented, made: dict[str, pa.Table] | None = None) -> list[dict[str, Any]]:
    with invented.case(made=made) as case:
        return counts(case).to_pylist()


def _of(rows: list[dict[str, Any]], subject: str, unit: str, measure: str) -> dict[Any, int]:
    return {
        (row["at"] if row["key"] is None else (row["key"], row["at"])): row["value"]
        for row in rows
        if (row["subject"], row["unit"], row["measure"]) == (subject, unit, measure)
    }


def test_posts_and_members_are_counted_by_hour_day_and_week(invented: Invented) -> None:
    for account in RING[:2]:
        invented.post(account, "one", at(0))
        invented.post(account, "two", at(0, 90))
    invented.post("x:101", "other", at(0))
    invented.ring("ring-01", *RING)
    rows = _rows(invented)
    assert _of(rows, "ring-01", "hour", "posts") == {at(0): 2, at(0, 60): 2}
    assert _of(rows, "ring-01", "day", "posts") == {MIDNIGHT: 4}
    assert _of(rows, "ring-01", "week", "posts") == {MIDNIGHT: 4}  # a Monday
    assert _of(rows, "ring-01", "day", "members") == {MIDNIGHT: 2}


def test_organic_posts_stand_under_the_run_alone(invented: Invented) -> None:
    invented.post(RING[0], "one", at(0))
    invented.post("x:101", "other", at(0))
    invented.post("x:101", "other", at(9))
    invented.ring("ring-01", *RING)
    rows = _rows(invented)
    organic = [row for row in rows if row["measure"] == "organic posts"]
    assert {row["subject"] for row in organic} == {invented.write()[2].run_id}
    days = {row["at"]: row["value"] for row in organic if row["unit"] == "day"}
    assert days == {MIDNIGHT: 1, MIDNIGHT + timedelta(days=9): 1}
    assert [row["at"] for row in organic if row["unit"] == "hour"] == [at(0)]


def test_a_post_of_which_only_the_day_is_known_is_in_no_hour(invented: Invented) -> None:
    invented.post(RING[0], "one", MIDNIGHT, precision="day")
    invented.post(RING[0], "two", at(0))
    invented.ring("ring-01", *RING)
    rows = _rows(invented)
    assert _of(rows, "ring-01", "hour", "posts") == {at(0): 1}
    assert _of(rows, "ring-01", "day", "posts") == {MIDNIGHT: 2}


def test_of_a_long_span_hours_are_not_counted_and_it_is_said(invented: Invented) -> None:
    invented.post(RING[0], "one", at(0))
    invented.post(RING[0], "two", at(90))
    invented.ring("ring-01", *RING)
    with invented.case() as case:
        rows = counts(case).to_pylist()
        assert any("hours are counted for up to 60" in note for note in case.notes)
    assert {row["unit"] for row in rows} == {"day", "week"}


def test_registrations_at_midnight_sharp_are_days(invented: Invented) -> None:
    invented.account(RING[0], created_at=MIDNIGHT - timedelta(days=30))
    invented.account(RING[1], created_at=at(-20))
    invented.post(RING[0], "one", at(0))
    invented.ring("ring-01", *RING)
    rows = _rows(invented)
    assert _of(rows, "ring-01", "hour", "registrations") == {at(-20): 1}
    assert sum(_of(rows, "ring-01", "day", "registrations").values()) == 2


def test_the_ten_most_used_manuscripts_and_named_targets_are_counted(invented: Invented) -> None:
    copies: list[dict[str, Any]] = []
    for n in range(12):
        for _copy in range(2 if n < 10 else 1):
            post = invented.post(RING[n % 6], f"text {n}", at(1, n))
            copies.append({"manuscript_id": f"ms:{n:02}", "post_id": post})
    invented.ring("ring-01", *RING)
    names = [copies[0]["post_id"]]
    made = {
        "manuscript_copies": pa.Table.from_pylist(copies, STUDY["manuscript_copies"]),
        "entities": pa.Table.from_pylist(
            [{"entity_id": "ent:tern", "kind": "product"}, {"entity_id": "ent:w", "kind": "term"}],
            STUDY["entities"],
        ),
        "mentions": pa.Table.from_pylist(
            [{"post_id": p, "entity_id": e} for p in names for e in ("ent:tern", "ent:w")],
            STUDY["mentions"],
        ),
    }
    rows = _rows(invented, made)
    used = {key for key, _at in _of(rows, "ring-01", "day", "manuscript")}
    assert used == {f"ms:{n:02}" for n in range(10)}
    day = MIDNIGHT + timedelta(days=1)
    assert _of(rows, "ring-01", "day", "target") == {("ent:tern", day): 1}


def test_a_ring_without_dated_posts_has_no_timeline(invented: Invented) -> None:
    invented.post("x:101", "other", at(0))
    invented.ring("ring-01", *RING)
    findings = invented.findings(PART)
    assert PART.section(findings, "ring-01") is None


def test_the_section_marks_changes_and_events_and_says_how_long_before(invented: Invented) -> None:
    for day in range(40):
        for n in range(20):
            invented.post(f"x:1{n:02}", "life", at(day, n))
        for n in range(20 if 20 <= day < 30 else 1):
            invented.post(RING[n % 6], "go", at(day, n))
    invented.ring("ring-01", *RING, first=at(20))
    watched = Watchlist(
        entities=(Entity("ent:launch", "Launch", "event", at=at(25)),), source=b"by hand"
    )
    findings = invented.findings(ENTITIES, PART, watchlist=watched)
    changed = findings.rows("changes", "ring-01")
    assert [row["at"] for row in changed] == [MIDNIGHT + timedelta(days=d) for d in (20, 30)]
    assert changed[0]["event"] == "ent:launch"
    assert 4 < float(str(changed[0]["event_days"])) < 6
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert section.short.startswith("Launch (")
    assert any(
        "first lasting rise of the members' own activity came on 2026-03-22" in s
        for s in section.told
    )
    assert any("change: 1 to 20" in mark for mark in _marks(section.blocks[0]))


def _marks(block: Any) -> list[str]:
    return list(block.marks.values())


def test_the_story_has_a_section_for_each_ring_and_the_whole(story: Story) -> None:
    findings = story.invented.findings(PART, watchlist=story.watchlist)
    for subject in ("ring-01", "ring-02", findings.run.run_id):
        section = PART.section(findings, subject)
        assert section is not None
        assert section.limits


def test_a_chart_has_a_bounded_number_of_bars_whatever_the_span() -> None:
    for days in (1, 30, 300, 3000, 30000):
        seen = {
            datetime(1990, 1, 1, tzinfo=UTC): 1,
            datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=days): 2,
        }
        chart = bars("Posts", {}, {"members": seen}, [], UTC)
        assert chart is not None
        assert len(chart.labels) <= MOST_BARS
        assert sum(chart.series["members"]) == 3


def test_days_of_another_zone_are_made_of_hours() -> None:
    evening = datetime(2026, 3, 2, 20, tzinfo=UTC)
    hours = {"members": {evening: 3, evening + timedelta(days=9): 1}}
    days = {"members": {MIDNIGHT: 3, MIDNIGHT + timedelta(days=9): 1}}
    chart = bars("Posts", hours, days, [(evening, "Launch")], ZoneInfo("Asia/Shanghai"))
    assert chart is not None
    assert "Asia/Shanghai" in chart.title
    assert any(
        label.startswith("2026-03-03") and chart.marks[label] == "Launch" for label in chart.marks
    )


def test_without_hours_days_are_those_of_utc_and_it_is_said() -> None:
    chart = bars("Posts", {}, {"members": {MIDNIGHT: 3}}, [], ZoneInfo("Asia/Shanghai"))
    assert chart is not None
    assert "UTC" in chart.title
    assert chart.labels == ("2026-03-02",)
