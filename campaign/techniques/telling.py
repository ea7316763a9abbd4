"""The techniques of one subject in words and a table."""

from __future__ import annotations

import json
from typing import Final

from campaign.figures import listed
from campaign.part import Findings
from campaign.section import Column, Grid, Section
from campaign.techniques.asserting import rules
from campaign.techniques.framework import ATTRIBUTION, TECHNIQUES, VERSION
from campaign.techniques.rule import Rule

SHOWN_IDS: Final = 5
COLUMNS: Final = (
    Column("technique", "Technique"),
    Column("name", "Name"),
    Column("confidence", "Confidence"),
    Column("reason", "What was seen"),
    Column("limits", "What it cannot tell"),
    Column("asks", "What the rule asks"),
    Column("evidence", "Evidence"),
)
_ORDER: Final = {"high": 0, "medium": 1, "low": 2}


def tell(findings: Findings, subject: str) -> Section | None:
    """Return the section of a subject; None where no rule asserts anything."""
    rows = findings.rows("techniques", subject)
    if not rows:
        return None
    rows.sort(key=lambda row: (_ORDER.get(str(row["confidence"]), 3), str(row["technique"])))
    known = {rule.name: rule for rule in rules()}
    cells = tuple(_cells(row, known.get(str(row["rule"]))) for row in rows)
    without = len(TECHNIQUES) - len({rule.technique for rule in rules()})
    limits = (
        "A technique is asserted only by a rule; its confidence is that the behaviour is the "
        "technique, and says nothing more about the ring.",
        f"{without} techniques on the list have no rule: who paid, who wrote by which machine, and "
        "what is untrue cannot be seen in posts.",
        ATTRIBUTION,
    )
    grid = Grid(f"Techniques of the DISARM Red framework {VERSION}, surest first", COLUMNS, cells)
    return Section(_told(rows), (grid,), limits)


def _told(rows: list[dict[str, object]]) -> tuple[str, ...]:
    """Return the names of the techniques, once each, by the confidence of the surest rule."""
    names: dict[str, list[str]] = {}
    seen: set[object] = set()
    for row in rows:
        if row["technique"] not in seen:
            names.setdefault(str(row["confidence"]), []).append(
                f"{row['name']} ({row['technique']})"
            )
            seen.add(row["technique"])
    return tuple(
        f"With {confidence} confidence: {listed(named)}." for confidence, named in names.items()
    )


def _cells(row: dict[str, object], rule: Rule | None) -> tuple[str, ...]:
    return (
        *(str(row[name]) for name in ("technique", "name", "confidence", "reason")),
        rule.limits if rule else "",
        rule.asks if rule else "",
        _ids(str(row["evidence"])),
    )


def _ids(evidence: str) -> str:
    ids = [str(one) for one in json.loads(evidence)]
    more = f" and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else ""
    return f"{', '.join(ids[:SHOWN_IDS])}{more}"
