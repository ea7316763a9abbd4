"""One manuscript: its template, why it is one, where it began, how it spread, who published it."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from campaign.figures import moment, plural, share
from campaign.report.cells import shown
from campaign.section import Bars, Block, Column, Grid, Section, Spun

if TYPE_CHECKING:  # it leads to detection, which takes a second: not when a server starts
    from campaign.part import Findings

ACCOUNTS: Final = 20
"""Accounts that are listed, those with most copies first."""
_HOURS: Final = timedelta(days=4)
_MINUTES: Final = timedelta(hours=4)
_STEPS: Final = 5_000
"""Days without a copy that are filled in: times of a hostile file may lie centuries apart."""


@dataclass(frozen=True, slots=True)
class ManuscriptReport:
    """A manuscript of a study.

    Attributes:
        findings: The study that recovered it, with its run.
        row: Its row of the study table `manuscripts`.
        rings: Its rows of `ring_manuscripts`, rings alone, most copies first.
        section: What is told of it, with its charts and tables.
    """

    findings: Findings
    row: dict[str, object]
    rings: tuple[dict[str, object], ...]
    section: Section


def manuscript_report(findings: Findings, manuscript_id: str) -> ManuscriptReport:
    """Return all that a study has to tell of a manuscript, which it must have."""
    wanted = [("manuscript_id", "=", manuscript_id)]
    row = findings.study.read("manuscripts", wanted).to_pylist()[0]
    copies = findings.study.read("manuscript_copies", wanted)
    spread = findings.study.read("ring_manuscripts", wanted).to_pylist()
    rings = [each for each in spread if each["subject"] != findings.run.run_id]
    rings.sort(key=lambda each: (-each["posts"], each["subject"]))
    members = members_of_rings(findings)
    section = Section(
        told=tuple(_told(row, rings)),
        blocks=tuple(_blocks(row, rings, copies, members)),
        limits=(
            "The first copy is the first in this collection; an older one may stand elsewhere.",
            "Accounts that are members of no ring may have passed the text on in good faith.",
        ),
    )
    return ManuscriptReport(findings, row, tuple(rings), section)


def why_a_copy(row: dict[str, object]) -> str:
    """Return in words why a post is a copy: a row of the study table `manuscript_copies`."""
    alike, explained = row.get("similarity"), row.get("explained")
    parts: list[str] = []
    if isinstance(alike, float):
        parts.append(f"{share(alike)} of its sentences in common")
    if isinstance(explained, float):
        parts.append(f"{share(explained)} of its characters explained by the template")
    return ", ".join(parts) or "not recorded"


def _told(row: dict[str, object], rings: Sequence[dict[str, object]]) -> Iterable[str]:
    posts, accounts = _count(row["posts"]), _count(row["accounts"])
    yield (
        f"{plural(posts, 'copy', 'copies')} by {plural(accounts, 'account')} from "
        f"{_when(row['first'])} to {_when(row['last'])} UTC, in "
        f"{plural(_count(row['texts']), 'different text')}."
    )
    yield (
        f"The first copy is {row['first_post']} by {row['first_account']}, "
        f"{_when(row['first'])} UTC."
    )
    if row["template"] and isinstance(row["coverage"], float):
        slots = plural(_count(row["slots"]), "slot")
        yield f"Its template has {slots} and explains {share(row['coverage'])} of the copies."
    if row["reason"]:
        yield str(row["reason"])
    if isinstance(sure := row["software"], float):
        yield f"How likely software or a paid hand wrote the copies: {sure:.2f} of 1."
    if rings:
        own = sum(_count(each["posts"]) for each in rings)
        yield (
            f"Members of {plural(len(rings), 'ring')} published {plural(own, 'copy', 'copies')} "
            "of it."
        )
    else:
        yield "No member of a ring published it."


def _blocks(
    row: dict[str, object],
    rings: Sequence[dict[str, object]],
    copies: pa.Table,
    members: frozenset[str],
) -> Iterable[Block]:
    if isinstance(row["template"], str):
        posts, slots = _count(row["posts"]), _count(row["slots"])
        caption = f"{plural(posts, 'copy', 'copies')}, {plural(slots, 'slot')}"
        yield Spun(str(row["manuscript_id"]), row["template"], caption)
    times = [at for at in copies["at"].to_pylist() if at is not None]
    if times:
        own = pc.is_in(copies["account_id"], pa.array(sorted(members), pa.string())).to_pylist()
        yield _spread(copies["at"].to_pylist(), own)
    if rings:
        yield _rings_grid(rings)
    yield _accounts_grid(copies, members)
    platforms = Counter(copies["platform"].to_pylist())
    if len(platforms) > 1:
        ordered = sorted(platforms.items(), key=lambda each: (-each[1], str(each[0])))
        yield Bars(
            "Platforms",
            tuple(str(n) for n, _ in ordered),
            {"copies": tuple(float(c) for _, c in ordered)},
        )


def _spread(times: Sequence[datetime | None], own: Sequence[bool]) -> Bars:
    known = [(at, mine) for at, mine in zip(times, own, strict=True) if at is not None]
    first, last = min(known)[0], max(known)[0]
    unit = "minute" if last - first <= _MINUTES else "hour" if last - first <= _HOURS else "day"
    counts: dict[datetime, list[int]] = {}
    for at, mine in known:
        counts.setdefault(_floor(at, unit), [0, 0])[mine] += 1
    size = timedelta(**{f"{unit}s": 1})
    steps = min(_STEPS, (last - _floor(first, unit)) // size)
    empty = {_floor(first, unit) + place * size: [0, 0] for place in range(steps + 1)}
    counts = empty | counts
    labels = sorted(counts)
    return Bars(
        f"Copies a {unit}",
        tuple(label.isoformat() for label in labels),
        {
            "by members of rings": tuple(float(counts[label][1]) for label in labels),
            "by other accounts": tuple(float(counts[label][0]) for label in labels),
        },
        {first.isoformat(): "first copy"},
    )


def _floor(at: datetime, unit: str) -> datetime:
    minute = at.replace(second=0, microsecond=0)
    hour = minute.replace(minute=0)
    return {"minute": minute, "hour": hour, "day": hour.replace(hour=0)}[unit]


def _rings_grid(rings: Sequence[dict[str, object]]) -> Grid:
    columns = (
        Column("ring", "Ring", "ring"),
        Column("members", "Members that published it", "count"),
        Column("posts", "Copies", "count"),
        Column("share", "Of all copies", "share"),
        Column("first", "First copy", "time"),
        Column("first_post", "First post", "post"),
        Column("first_of_all", "First of all"),
    )
    names = ("subject", "members", "posts", "share", "first", "first_post", "first_of_all")
    rows = tuple(tuple(each[name] for name in names) for each in rings)
    return Grid("Rings", columns, rows)  # pyright: ignore[reportArgumentType] - rows of a table


def _accounts_grid(copies: pa.Table, members: frozenset[str]) -> Grid:
    counted = copies.group_by("account_id").aggregate([("post_id", "count"), ("at", "min")])
    found = counted.sort_by([("post_id_count", "descending"), ("account_id", "ascending")])
    rows = tuple(
        (each["account_id"], each["post_id_count"], each["at_min"], each["account_id"] in members)
        for each in found.slice(0, ACCOUNTS).to_pylist()
    )
    columns = (
        Column("account", "Account", "account"),
        Column("copies", "Copies", "count"),
        Column("first", "First copy", "time"),
        Column("member", "Member of a ring"),
    )
    return Grid("Accounts", columns, rows, total=found.num_rows)


def members_of_rings(findings: Findings) -> frozenset[str]:
    """Return the members of rings; audiences that only look like one are none."""
    rings = findings.run.read("rings", [("tier", "=", "ring")])["ring_id"].to_pylist()
    if not rings:
        return frozenset()
    members = findings.run.read("members", [("ring_id", "in", rings)])
    return frozenset(members["account_id"].to_pylist())


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _when(value: object) -> str:
    return moment(value) if isinstance(value, datetime) else shown(None)
