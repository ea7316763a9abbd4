"""The techniques of one subject in words and a table."""

from __future__ import annotations

import json
from typing import Final

from campaign.part import Findings
from campaign.section import Column, Grid, Section
from campaign.techniques.asserting import rules
from campaign.techniques.framework import ATTRIBUTION, TECHNIQUES, VERSION

SHOWN_IDS: Final = 5
COLUMNS: Final = (
    Column("technique", "Technique"),
    Column("name", "Name"),
    Column("confidence", "Confidence"),
    Column("reason", "What was seen"),
    Column("evidence", "Evidence"),
    Column("rule", "Rule"),
    Column("asks", "What the rule asks"),
    Column("limits", "What it cannot tell"),
)
_ORDER: Final = {"high": 0, "medium": 1, "low": 2}


def tell(findings: Findings, subject: str) -> Section | None:
    """Return the section of a subject; None where no rule asserts anything."""
    rows = findings.rows("techniques", subject)
    if not rows:
        return None
    rows.sort(key=lambda row: (_ORDER.get(str(row["confidence"]), 3), str(row["technique"])))
    told = tuple(
        f"{row['technique']} {row['name']} ({row['confidence']} confidence): {row['reason']}"
        for row in rows
    )
    known = {rule.name: rule for rule in rules()}
    cells = tuple(
        (
            *(str(row[name]) for name in ("technique", "name", "confidence", "reason")),
            _ids(str(row["evidence"])),
            str(row["rule"]),
            *((rule.asks, rule.limits) if (rule := known.get(str(row["rule"]))) else ("", "")),
        )
        for row in rows
    )
    without = len(TECHNIQUES) - len({rule.technique for rule in rules()})
    limits = (
        "A technique is asserted only by a rule; its confidence is that the behaviour is the "
        "technique, and says nothing more about the ring.",
        f"{without} techniques on the list have no rule: who paid, who wrote by which machine, and "
        "what is untrue cannot be seen in posts.",
        ATTRIBUTION,
    )
    return Section(told, (Grid(f"DISARM Red framework {VERSION}", COLUMNS, cells),), limits)


def _ids(evidence: str) -> str:
    ids = [str(one) for one in json.loads(evidence)]
    more = f" and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else ""
    return f"{', '.join(ids[:SHOWN_IDS])}{more}"
