"""Comparison and division where there is nothing to find: no rings, no such posts."""

from __future__ import annotations

import pytest

from campaign.part import Part
from campaign.parts.comparison import PART as COMPARISON
from campaign.parts.division import PART as DIVISION
from campaign.parts.entities import PART as ENTITIES
from tests.campaign.invented_collection import Invented, at
from tests.campaign.invented_story import WATCHED


@pytest.mark.parametrize("part", [COMPARISON, DIVISION], ids=lambda part: part.name)
def test_a_collection_without_names_has_empty_tables(part: Part, invented: Invented) -> None:
    invented.post("x:1", "nothing of the kind", at(0))
    invented.post("x:2", None, at(1))
    invented.ring("ring-01", "x:1")
    findings = invented.findings(ENTITIES, part, watchlist=WATCHED)
    assert all(findings.rows(table) == [] for table in part.tables)
    assert part.section(findings, "ring-01") is None


@pytest.mark.parametrize("part", [COMPARISON, DIVISION], ids=lambda part: part.name)
def test_without_rings_nobody_is_named(part: Part, invented: Invented) -> None:
    invented.post("x:1", "the Drift is better than the Tern", at(0))
    invented.post("x:1", "Tern Club must apologise today", at(1))
    findings = invented.findings(ENTITIES, part, watchlist=WATCHED)
    assert part.section(findings, findings.run.run_id) is None
    assert findings.rows("sides") == []
    assert [row["subject"] for row in findings.rows("comparisons")] in ([], [None])
