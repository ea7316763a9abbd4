"""What the tests of the watch share: an alert, a web hook, a memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.watching.hooks import Hook, open_hook
from watching.alert import Alert
from watching.memory import Memory

AT = "2026-03-02T08:00:00+00:00"
BASE = "https://desk.example.org"


@pytest.fixture
def alert() -> Alert:
    return Alert(
        "new-ring", "run1-01", "New ring", "A ring of 9.", "posts", "run-1", "run1-01", "run1-01",
        {"accounts": 9}, "/rings/run1-01",
    )  # fmt: skip


@pytest.fixture
def content(alert: Alert) -> dict[str, Any]:
    return alert.row(BASE, AT)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with open_hook(Hook()) as served:
        yield served


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "watch" / "memory.sqlite")
