"""What is told of the manuscripts of a subject: of a ring, or of all rings of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from campaign.figures import minute, plural, share
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
    Column("share", "Members' share", "share"),
    Column("coverage", "Explained by the template", "share"),
    Column("first_account", "First copy by", "account"),
    Column("first_of_all", "Oldest copy is a member's"),
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
_SHORT_TEXT: Final = 60


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
    return Section(told, tuple(blocks), LIMITS, _short(written))


def _short(rows: Rows) -> str:
    """Return the manuscript with most copies in a line; empty where there is none."""
    if not rows:
        return ""
    more = f"; {plural(len(rows) - 1, 'more manuscript')}" if len(rows) > 1 else ""
    return (
        f"Main manuscript: “{_beginning(rows[0]['text'], _SHORT_TEXT)}”, {_copies(rows[0])}{more}."
    )


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
        f"Members published {plural(own, 'copy', 'copies')} of {plural(len(rows), 'manuscript')}: "
        f"{share(own / everyone)} of the {everyone:,} that the collection has.",
        f"Most copies by members has “{_beginning(most['text'], _SHORT_TEXT)}” "
        f"({most['manuscript_id']}): {_copies(most)}, of {most['posts']:,} by "
        f"{plural(most['accounts'], 'account')}; the first on {minute(most['first'])} by "
        f"{most['first_account']}.",
    ]
    oldest = [row for row in rows if row["first_of_all"]]
    told.append(f"Of {_of(oldest, rows)} the oldest copy in the collection is a member's.")
    if spun := [row for row in rows if row["slots"]]:
        slots = max(spun, key=lambda row: (row["slots"], row["manuscript_id"]))
        told.append(
            f"Spun (in templates with slots for alternatives): {_of(spun, rows)}, with up to "
            f"{plural(slots['slots'], 'slot')} in one ({slots['manuscript_id']}"
            f"{_explains(slots['coverage'])})."
        )
    if len(rows) > SPUN:
        told.append(f"{SPUN} of the {len(rows):,} are shown with their templates.")
    return told


def _others_told(rows: Rows) -> list[str]:
    if not rows:
        return []
    kinds = Counter(str(row["kind"] or "unclear") for row in rows)
    counts = ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common())
    texts = plural(len(rows), "text is", "texts are")
    return [
        f"{texts} common to several members and not called a manuscript ({counts}). That says "
        "nothing by itself."
    ]


def _copies(row: dict[str, Any]) -> str:
    copies, members = plural(row["copies"], "copy", "copies"), plural(row["members"], "member")
    return f"{copies} by {members}"


def _of(some: Rows, rows: Rows) -> str:
    """Return how many of the manuscripts some are."""
    if len(some) == len(rows):
        return f"all {len(rows):,}" if len(rows) > 1 else "this manuscript"
    return f"{len(some):,} of the {len(rows):,}" if some else f"none of the {len(rows):,}"


def _explains(coverage: float | None) -> str:
    return "" if coverage is None else f", which explains {share(coverage)} of its copies"


def _beginning(text: object, limit: int) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= limit else f"{words[:limit]}…"


def _grid(rows: Rows) -> Grid:
    cells = tuple(tuple(_cell(row, column.name) for column in _COLUMNS) for row in rows[:LISTED])
    return Grid("Manuscripts, most copies by members first", _COLUMNS, cells, len(rows))


def _others(rows: Rows) -> Grid:
    cells = tuple(tuple(_cell(row, column.name) for column in _OTHERS) for row in rows[:LISTED])
    return Grid("Texts that are not called manuscripts", _OTHERS, cells, len(rows))


def _cell(row: dict[str, Any], name: str) -> Cell:
    match name:
        case "text":
            return _beginning(row["text"], _SHOWN_TEXT)
        case "all":
            return row["posts"]
        case _:
            return row[name]


def _spun(row: dict[str, Any]) -> Spun:
    caption = (
        f"{_copies(row)}, {row['posts']:,} in all; the template explains "
        f"{share(row['coverage'] or 0)} of them; first on {minute(row['first'])} by "
        f"{row['first_account']}"
    )
    return Spun(row["manuscript_id"], row["template"], caption)
