"""What is told of the manuscripts of a subject: of a ring, or of all rings of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from campaign.section import Cell, Column, Grid, Section, Spun

if TYPE_CHECKING:  # the page of a profile needs no detection
    from campaign.part import Findings

SPUN: Final = 20
"""Manuscripts that are shown with their templates, those with most copies by members first."""
LISTED: Final = 50
"""Rows of a table."""
MANUSCRIPT: Final = "manuscript"

Rows: TypeAlias = Sequence[dict[str, Any]]

LIMITS: Final = (
    "Copies are those of the collection: the first one in it need not be the first there was.",
    "A copy that kept only sentences which several manuscripts have is counted with the one whose "
    "other copies lie nearest in time.",
    "Sentences of fewer than 8 Chinese characters or 14 Latin letters, and texts that were "
    "rewritten in other words, are not recognised as copies.",
    "Who publishes a copy may quote it innocently; what a text is, is a judgement with its reason.",
)
_COLUMNS: Final = (
    Column("manuscript_id", "Manuscript", "manuscript"),
    Column("text", "First copy"),
    Column("copies", "Copies by members", "count"),
    Column("members", "Members", "count"),
    Column("all", "All copies", "count"),
    Column("accounts", "Accounts", "count"),
    Column("share", "Members' share", "share"),
    Column("coverage", "Explained by the template", "share"),
    Column("software", "Software", "share"),
    Column("first", "First copy at", "time"),
    Column("first_account", "by", "account"),
    Column("first_of_all", "A member's"),
    Column("days", "Days from first to last", "number"),
    Column("platforms", "Platforms", "count"),
)
_OTHERS: Final = (
    Column("manuscript_id", "Text", "manuscript"),
    Column("kind", "What it is"),
    Column("text", "First copy"),
    Column("copies", "Copies by members", "count"),
    Column("all", "All copies", "count"),
    Column("accounts", "Accounts", "count"),
    Column("reason", "Why"),
)
_SHOWN_TEXT: Final = 120


def tell(findings: Findings, subject: str) -> Section | None:
    """Return the section of a subject; None where its members have no text with others in common.

    A text that one member alone published is told of only if it is a manuscript.
    """
    rows = _rows(findings, subject)
    written = [row for row in rows if row["kind"] == MANUSCRIPT]
    others = [row for row in rows if row["kind"] != MANUSCRIPT and row["members"] > 1]
    if not written and not others:
        return None
    blocks = [
        *([_grid(written)] if written else []),
        *(_spun(row) for row in written[:SPUN] if row["template"]),
        *([_others(others)] if others else []),
    ]
    told = (*_written_told(written), *_others_told(others))
    return Section(told, tuple(blocks), LIMITS)


def _rows(findings: Findings, subject: str) -> list[dict[str, Any]]:
    """Return what is known of each text of a subject, most copies by members first."""
    own = findings.rows("ring_manuscripts", subject)
    names = [row["manuscript_id"] for row in own]
    if not names:
        return []
    found = findings.study.read("manuscripts", [("manuscript_id", "in", names)]).to_pylist()
    known = {row["manuscript_id"]: row for row in found}
    joined = [
        known[row["manuscript_id"]]
        | {"copies": row["posts"], "members": row["members"], "share": row["share"]}
        | {"first_of_all": row["first_of_all"]}
        for row in own
        if row["manuscript_id"] in known
    ]
    return sorted(joined, key=lambda row: (-row["copies"], row["manuscript_id"]))


def _written_told(rows: Rows) -> list[str]:
    if not rows:
        return ["No text that members have in common is called a manuscript."]
    most, own = rows[0], sum(row["copies"] for row in rows)
    everyone = sum(row["posts"] for row in rows)
    told = [
        f"Members published {own:,} copies of {len(rows):,} manuscripts: {own / everyone:.0%} of "
        f"all {everyone:,} copies that the collection has of them.",
        f"The one with most copies by members: {most['copies']:,} copies by {most['members']:,} "
        f"members, of {most['posts']:,} copies by {most['accounts']:,} accounts; the first "
        f"{_at(most['first'])} by {most['first_account']}.",
    ]
    oldest = sum(bool(row["first_of_all"]) for row in rows)
    told.append(
        f"The oldest copy in the collection is a member's for {oldest:,} of the {len(rows):,}."
    )
    if spun := [row for row in rows if row["slots"]]:
        slots = max(spun, key=lambda row: (row["slots"], row["manuscript_id"]))
        told.append(
            f"{len(spun):,} of them were spun: their templates have slots with alternatives, up "
            f"to {slots['slots']:,} in one ({slots['manuscript_id']}, which explains "
            f"{slots['coverage']:.0%} of its copies)."
        )
    if len(rows) > SPUN:
        told.append(f"{SPUN} of the {len(rows):,} are shown with their templates.")
    return told


def _others_told(rows: Rows) -> list[str]:
    if not rows:
        return []
    kinds = Counter(str(row["kind"] or "unclear") for row in rows)
    listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return [
        f"{len(rows):,} texts that members have in common are not called manuscripts: {listed}. "
        "They speak for nothing by themselves."
    ]


def _grid(rows: Rows) -> Grid:
    cells = tuple(tuple(_cell(row, column.name) for column in _COLUMNS) for row in rows[:LISTED])
    return Grid("Manuscripts, most copies by members first", _COLUMNS, cells, len(rows))


def _others(rows: Rows) -> Grid:
    cells = tuple(tuple(_cell(row, column.name) for column in _OTHERS) for row in rows[:LISTED])
    return Grid("Texts that are not called manuscripts", _OTHERS, cells, len(rows))


def _cell(row: dict[str, Any], name: str) -> Cell:
    match name:
        case "text":
            words = " ".join(str(row["text"]).split())
            return words if len(words) <= _SHOWN_TEXT else f"{words[:_SHOWN_TEXT]}…"
        case "all":
            return row["posts"]
        case "days":
            return (row["last"] - row["first"]).total_seconds() / 86_400
        case _:
            return row[name]


def _spun(row: dict[str, Any]) -> Spun:
    caption = (
        f"{row['copies']:,} copies by {row['members']:,} members, {row['posts']:,} in all; the "
        f"template explains {row['coverage'] or 0:.0%} of them; first {_at(row['first'])} by "
        f"{row['first_account']}"
    )
    return Spun(row["manuscript_id"], row["template"], caption)


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
