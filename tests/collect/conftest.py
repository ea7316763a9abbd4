"""Fixtures of the tests of live collection."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _less_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of the tests are asked more often than is polite."""
    monkeypatch.setattr("collect.web.POLITE_S", 0.05)
    monkeypatch.setattr("collect.backlog.POLITE_S", 0.05)
