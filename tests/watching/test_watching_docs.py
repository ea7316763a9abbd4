"""The page about alerts says what alerts are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.watching.changes import Story, ring
from watching.alert import SCHEMA, Alert
from watching.kinds import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "alerts.md").read_text("utf-8")
KINDS_TOLD = {kind.name for kind in KINDS} | {"test"}


@pytest.fixture
def schema() -> dict[str, Any]:
    return json.loads(PAGE.partition("```json\n")[2].partition("```")[0])


def test_the_schema_has_the_fields_of_an_alert(schema: dict[str, Any], alert: Alert):
    row = alert.row("", "2026-03-02T08:00:00+00:00")
    assert set(schema["properties"]) == set(schema["required"]) == set(row)
    assert schema["properties"]["schema"]["const"] == SCHEMA
    assert re.search(schema["properties"]["alert_id"]["pattern"], row["alert_id"])


def test_every_kind_is_in_the_schema_and_the_table(schema: dict[str, Any]):
    assert set(schema["properties"]["kind"]["enum"]) == KINDS_TOLD
    assert set(re.findall(r"^\| `([a-z-]+)` \| ", PAGE, re.MULTILINE)) == KINDS_TOLD


def test_numbers_are_numbers_or_words():
    [alert] = Story({"a": ring(9)}).alerts()
    row = alert.row("", "2026-03-02T08:00:00+00:00")
    assert json.loads(json.dumps(row)) == row
    assert {type(value) for value in row["numbers"].values()} <= {int, float, str}
