from __future__ import annotations

from pathlib import Path

import pytest

from marionet.settings import Settings


def test_every_setting_says_what_it_does() -> None:
    assert {name for name, field in Settings.model_fields.items() if not field.description} == set()


def test_the_environment_wins_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARIONET_HOME", "elsewhere")
    monkeypatch.setenv("MARIONET_PORT", "0")
    settings = Settings()
    assert settings.home == Path("elsewhere")
    assert settings.port == 0


def test_neo4j_is_named_by_the_usual_variables_and_its_password_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://graph.example:7687")
    monkeypatch.setenv("NEO4J_PASSWORD", "do-not-print-me")
    settings = Settings()
    assert settings.neo4j_uri == "bolt://graph.example:7687"
    assert settings.neo4j_password is not None
    assert settings.neo4j_password.get_secret_value() == "do-not-print-me"
    assert "do-not-print-me" not in repr(settings)
