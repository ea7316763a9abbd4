"""What is told of the watch list itself: who is named, and which words of the trade are used."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from campaign.figures import listed, plural
from campaign.part import Findings
from campaign.section import Column, Grid, Section

SHOWN: Final = 60
LIMITS: Final = (
    "Found are the names as they are written in the list, in any case, width and script "
    "(traditional or simplified); nicknames, misspellings and pictures are not. Words quoted from "
    "others (//@name:) do not count.",
    "To name somebody is neither to attack nor to praise.",
)
_NAMED: Final = (
    Column("name", "Name"),
    Column("kind", "Kind"),
    Column("side", "Side"),
    Column("posts", "Posts that name it", "count"),
    Column("accounts", "Accounts", "count"),
)
_TERMS: Final = (
    Column("name", "Word"),
    Column("explanation", "Meaning"),
    Column("posts", "Posts with it", "count"),
    Column("accounts", "Accounts", "count"),
)


def tell(findings: Findings, subject: str) -> Section | None:
    """Return who of the watch list is named: in the collection, or by the members of a ring."""
    entities = findings.rows("entities")
    if not entities:
        return None
    counted = _counts(findings, subject)
    whole = subject == findings.run.run_id
    whose = "Posts of the collection" if whole else "Posts of members"
    named = [row for row in entities if row["entity_id"] in counted]
    most = sorted(named, key=lambda row: (-counted[row["entity_id"]]["posts"], str(row["name"])))
    often = [
        f"{row['name']} ({plural(counted[row['entity_id']]['posts'], 'post')})" for row in most[:3]
    ]
    told = f"{whose} name {len(named):,} of the {len(entities):,} entries of the watch list"
    told = f"{told}, most often {listed(often)}." if often else f"{told}."
    others = [row for row in entities if row["kind"] != "term"]
    terms = [row for row in named if row["kind"] == "term"]
    blocks = [
        _grid(
            "Who is watched" if whole else "Whom members name", _NAMED, others, counted, all_=whole
        ),
        _grid("Words of the trade", _TERMS, terms, counted, all_=False),
    ]
    return Section((told,), tuple(block for block in blocks if block.rows), LIMITS)


def _grid(
    title: str,
    columns: tuple[Column, ...],
    entities: list[dict[str, object]],
    counted: dict[object, dict[str, Any]],
    *,
    all_: bool,
) -> Grid:
    """Return entities with their counts, the most named first; those without only where `all_`."""
    none = {"posts": 0, "accounts": 0}
    rows: list[dict[str, Any]] = [
        {**row, **counted.get(row["entity_id"], none)}
        for row in entities
        if all_ or row["entity_id"] in counted
    ]
    rows.sort(key=lambda row: (-row["posts"], row["name"]))
    cells = (tuple(row[column.name] for column in columns) for row in rows[:SHOWN])
    return Grid(title, columns, tuple(cells), len(rows) if len(rows) > SHOWN else None)


def _counts(findings: Findings, subject: str) -> dict[object, dict[str, Any]]:
    """Return entity_id -> posts and accounts that name it."""
    mentions = findings.study.read("mentions")
    if subject != findings.run.run_id:
        rows = findings.run.read("members", [("ring_id", "=", subject)])
        mentions = mentions.filter(pc.is_in(mentions["account_id"], _ids(rows)))
    counted = mentions.group_by("entity_id").aggregate(
        [("post_id", "count"), ("account_id", "count_distinct")]
    )
    return {
        row["entity_id"]: {
            "posts": row["post_id_count"],
            "accounts": row["account_id_count_distinct"],
        }
        for row in counted.to_pylist()
    }


def _ids(members: pa.Table) -> pa.Array:
    return pa.array(sorted(set(members["account_id"].to_pylist())), pa.string())
