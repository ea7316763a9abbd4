"""The section on roles: who writes, who passes on, who comments, and how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any, Final

from campaign.figures import duration, listed, plural, share
from campaign.part import Findings
from campaign.roles.judgement import (
    AMPLIFIER,
    AUTHOR,
    COMMENTER,
    FEWEST_ACTS,
    FRONT_ACCOUNT,
    PROVOCATEUR,
    ROLES,
    SURE,
    UNDECIDED,
)
from campaign.section import Column, Grid, Section

SHOWN_OF_A_ROLE: Final = 5
_ACTS: Final = ("seeded", "followed", "commented", "provoked")
_MEANS: Final = {
    PROVOCATEUR: "attacks more than one community",
    FRONT_ACCOUNT: "has a large audience and is passed on, but passes on hardly anything",
    AUTHOR: "begins what others pass on, more often than lot would have it",
    AMPLIFIER: "passes on what others wrote",
    COMMENTER: "answers under posts",
}
_COUNTS: Final = (
    Column("role", "Role"),
    Column("members", "Members", "count"),
    Column("share", "Share", "share"),
    Column("confidence", "Confidence (median)", "share"),
    Column("median_delay", "Follow after (median)", "seconds"),
)
_MEMBERS: Final = (
    Column("account_id", "Account", "account"),
    Column("role", "Role"),
    Column("confidence", "Confidence", "share"),
    Column("seeded", "Began", "count"),
    Column("followed", "Passed on", "count"),
    Column("commented", "Commented", "count"),
    Column("provoked", "Provoked", "count"),
    Column("reach", "Taken up by others", "count"),
    Column("reason", "Why"),
)
LIMITS: Final = (
    "A role is what an account did in the joint cascades of this collection, told from "
    f"{FEWEST_ACTS} acts of a kind on and with a confidence of {share(SURE)}; the confidence is "
    "about the counts alone. It says nothing about who the person is, or knows.",
    "Someone is always first: an author is told only where lots would hardly have made the same "
    "account first so often. Authors who hand their texts out from elsewhere do not show.",
    "Admired accounts are passed on by many without knowing them: a front account may be one.",
)


def tell_roles(findings: Findings, subject: str) -> Section | None:
    """Return the section of a ring or of the run as a whole; None where no member did anything."""
    rows = findings.rows("roles", subject)
    if not any(row[act] for row in rows for act in _ACTS):
        return None
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[str(row["role"])].append(row)
    counts = tuple(_count(role, groups[role], len(rows)) for role in ROLES if groups[role])
    known = [row for row in rows if row["role"] != UNDECIDED]
    blocks = [Grid("Members by role", _COUNTS, counts)]
    if known:
        chosen = _cells(_outstanding(groups))
        blocks.append(Grid("Members, rarest roles first", _MEMBERS, chosen, len(known)))
    told = (*_told(groups, len(rows)), *_seeding(rows))
    return Section(told, tuple(blocks), LIMITS, _short(groups, len(rows)))


def _outstanding(groups: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the surest members of each role, those first whose role few have."""
    known = [role for role in ROLES if role != UNDECIDED and groups[role]]
    rarest = sorted(known, key=lambda role: (len(groups[role]), ROLES.index(role)))
    return [row for role in rarest for row in sorted(groups[role], key=_first)[:SHOWN_OF_A_ROLE]]


def _short(groups: dict[str, list[dict[str, Any]]], members: int) -> str:
    """Return how many members have which role; empty where none is known."""
    named = [plural(len(groups[role]), role) for role in _MEANS if groups[role]]
    if not named:
        return ""
    unknown = f"; of {len(groups[UNDECIDED]):,} no role can be told" if groups[UNDECIDED] else ""
    return f"Of {plural(members, 'member')}: {listed(named)}{unknown}."


def _told(groups: dict[str, list[dict[str, Any]]], members: int) -> list[str]:
    told = [
        f"{role.capitalize()} ({means}): {_part(len(groups[role]), members)}."
        for role, means in _MEANS.items()
        if groups[role]
    ]
    if groups[UNDECIDED]:
        told.append(
            f"Of {plural(len(groups[UNDECIDED]), 'member')} no role can be told: fewer than "
            f"{FEWEST_ACTS} acts of a kind in joint cascades, or as much of one as of another."
        )
    return told


def _part(some: int, members: int) -> str:
    if some == members:
        return f"all {members:,} members"
    return f"{some:,} of {members:,} members"


def _seeding(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Tell who begins and with which delay the others follow."""
    began = sorted((row for row in rows if row["seeded"]), key=lambda row: -row["seeded"])
    delays = [row["median_delay"] for row in rows if row["median_delay"] is not None]
    told: list[str] = []
    if began:
        all_seeds = sum(row["seeded"] for row in began)
        most = sum(row["seeded"] for row in began[:5])
        top = f"; the 5 who did so most often began {most:,} of them" if len(began) > 5 else ""
        told.append(
            f"{plural(len(began), 'member')} began the {plural(all_seeds, 'cascade')} or waves of "
            f"copies that members began{top}."
        )
    if delays:
        told.append(
            f"Members who pass on do so {duration(median(delays))} (median) after the post or the "
            "wave that they follow."
        )
    return told


def _count(role: str, rows: Sequence[dict[str, Any]], members: int) -> tuple[Any, ...]:
    sure = [row["confidence"] for row in rows if row["confidence"] is not None]
    delays = [row["median_delay"] for row in rows if row["median_delay"] is not None]
    return (
        role,
        len(rows),
        len(rows) / members,
        median(sure) if sure else None,
        median(delays) if delays else None,
    )


def _first(row: dict[str, Any]) -> tuple[Any, ...]:
    acts = sum(row[act] for act in _ACTS)
    return ROLES.index(row["role"]), -row["confidence"], -acts, row["account_id"]


def _cells(rows: Sequence[dict[str, Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row[column.name] for column in _MEMBERS) for row in rows)
