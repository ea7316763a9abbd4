"""A report made by hand: every kind of block, and texts that attack whoever shows them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campaign.profile import Chapter, Profile
from campaign.report import Report
from campaign.section import Arrows, Bars, Column, Grid, Section, Spun
from manuscripts.template import Fixed, Line, Slot, Template
from vault import Run
from vault.studies import Study

START = datetime(2025, 3, 1, 8, 15, 7, tzinfo=UTC)
HOSTILE = (
    '<script>window.__pwned = 1; alert("heading")</script>',
    "a | b \\| `code` | [link](javascript:alert(1)) ![i](https://evil.example/x.png)",
    "</style></title></svg><img src=x onerror=alert(1)>",
    "{{7*7}} {% raw %} ${7*7}",
    "\u202egnirts\u202c \x1b[31mred\x07 one\r\ntwo",
    '" onmouseover="window.__pwned = 1" x="',
    "# heading\n\n---\n> quote\n1. item",
)

TEMPLATE = Template(
    lines=(
        Line(
            (
                Slot((("说句实话", 61), ("讲真的", 39)), 2),
                Fixed("，这台"),
                Slot((("S7", 55), ("新车", 40), ("", 5)), 3),
                Fixed("刹车"),
                Slot((("不行", 50), ("失灵", 30), ("有问题", 20)), 3),
                Fixed("。"),
            ),
            100,
        ),
        Line((Fixed("Ask "), Slot((("@ann", 2), ("@bob", 1)), 88, free=True), Fixed(" too.")), 12),
    ),
    copies=100,
    shuffled=True,
)


def targets() -> Section:
    """A section with a table of every kind of column, one row of it unknown."""
    columns = (
        Column("entity", "Entity"),
        Column("posts", "Posts", "count"),
        Column("share", "Share", "share"),
        Column("ratio", "Ratio", "ratio"),
        Column("low", "Low", "ratio"),
        Column("delay", "Delay", "seconds"),
        Column("first", "First", "time"),
        Column("q", "q", "p"),
        Column("post", "Example", "post"),
        Column("targeted", "Targeted"),
    )
    rows = (
        ("Nova | S7", 1234, 0.375, 3.4, 2.9, 200.0, START, 2e-9, "x:1", True),
        ("Rival", 0, 0.0002, math.inf, math.nan, 0.25, START, 0.031, "x:2", False),
        ("Unknown", None, None, None, None, None, None, None, None, None),
    )
    return Section(
        told=("Members name Nova S7 in 38% of their posts.", "Others name it in 11%."),
        short="Members name Nova S7 in 38% of their posts.",
        blocks=(Grid("Who is named", columns, rows, total=12),),
        limits=("Fans name a brand as well.",),
    )


def timeline() -> Section:
    """A section with bars over time, bars by name, and a graph."""
    days = tuple((START + timedelta(days=day)).date().isoformat() for day in range(30))
    posts = tuple(float((day * 7) % 13 + (30 if day > 20 else 0)) for day in range(30))
    organic = tuple(100.0 + day for day in range(30))
    bars = Bars(
        "Posts a day",
        days,
        {"posts of members": posts, "organic posts": organic},
        {days[22]: "Change: 6 to 36 posts a day", "2025-04-05": "Launch of the S7"},
    )
    delays = Bars("Delays", ("under 1 min", "1-5 min", "over 5 min"), {"": (12.0, 3.0, 0.0)})
    graph = Arrows(
        "Replies between communities",
        {"a": "Fans of Nova", "b": "Fans of Rival", "c": "Others"},
        (("a", "b", 40.0), ("b", "a", 25.0), ("a", "a", 5.0), ("c", "a", 1.0)),
        "replies",
    )
    return Section(("The ring woke on 2025-03-23.",), (bars, delays, graph))


def manuscripts() -> Section:
    """A section with a manuscript."""
    spun = Spun("ms:0123456789ab", TEMPLATE.to_json(), "100 copies by 40 accounts; 97% explained")
    return Section(("The ring published 1 manuscript.",), (spun,))


def hostile() -> Section:
    """A section in which everything is a text of an enemy."""
    columns = tuple(Column(f"c{n}", text) for n, text in enumerate(HOSTILE))
    bad = Template(
        (
            Line(
                (Fixed(HOSTILE[0]), Slot(((HOSTILE[1], 2), (HOSTILE[2], 1)), 9), Fixed(HOSTILE[4])),
                3,
            ),
        ),
        3,
    )
    blocks = (
        Grid(HOSTILE[0], columns, (HOSTILE,), total=99),
        Grid("ids", (Column("id", "Id", "account"),), tuple((text,) for text in HOSTILE)),
        Bars(HOSTILE[2], HOSTILE, {HOSTILE[0]: (1.0,) * len(HOSTILE)}, {HOSTILE[0]: HOSTILE[3]}),
        Bars("over time", ("2025-03-01",), {HOSTILE[0]: (1.0,)}, {"2025-03-01": HOSTILE[2]}),
        Arrows(HOSTILE[5], {"a": HOSTILE[0], "b": HOSTILE[2]}, (("a", "b", 1.0),), HOSTILE[1]),
        Spun(HOSTILE[5], bad.to_json(), HOSTILE[0]),
        Spun("ms:broken", "{not json", HOSTILE[1]),
    )
    return Section(HOSTILE, blocks, HOSTILE)


def report(*, ring: bool = True, chapters: tuple[Chapter, ...] | None = None) -> Report:
    """Return a report with these chapters, by default one of each kind."""
    default = (
        Chapter("manuscripts", "Manuscripts", manuscripts()),
        Chapter("targets", "Targets", targets()),
        Chapter("timeline", "Timeline", timeline()),
    )
    row: dict[str, object] = {
        "ring_id": "3f9a1c-01",
        "tier": "ring",
        "accounts": 1200,
        "reason": "1,200 accounts acted together 31 times.",
        "against": "They share one client.",
        "signals": '{"text": 12}',
        "first": START,
    }
    profile = Profile(
        subject="3f9a1c-01" if ring else "run-3f9a1c0000",
        run_id="run-3f9a1c0000",
        study_id="study-0011223344",
        ring=row if ring else None,
        chapters=default if chapters is None else chapters,
        notes=("Reach of views is not known.",),
    )
    return Report(profile, _run(), _study())


def _run() -> Run:
    return Run(
        run_id="run-3f9a1c0000",
        collection="spring",
        batches=["b1"],
        parameters={"q": 0.01, "period": ["2025-03-01T00:00:00+00:00", None]},
        version="0.1.0+abc",
        counts={"posts": 12345, "accounts": 678},
        created_at="2025-04-02T10:00:00.000000+00:00",
        notes=[],
        folder=Path("nowhere"),
    )


def _study() -> Study:
    return Study(
        study_id="study-0011223344",
        run_id="run-3f9a1c0000",
        watchlist={"name": "Nova launch", "digest": "ab" * 32},
        version="0.1.0+def",
        counts={},
        created_at="2025-04-02T11:00:00.000000+00:00",
        notes=[],
        folder=Path("nowhere"),
    )
