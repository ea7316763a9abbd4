"""`marionet watchlist` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaign.watchlist.keeping import keep_watchlist
from marionet.cli.app import app
from marionet.errors import NotFound, UsageError, WorkspaceError

FIRST, SECOND = "own: [Orvane]\n", "own: [Orvane, S7]\n"


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), "watchlist", *words])
    assert result.exception is None, result.exception
    return result.output


def failed(home: Path, *words: str) -> BaseException | None:
    return CliRunner().invoke(app, ["--home", str(home), "watchlist", *words]).exception


def test_the_example_can_be_checked_used_and_shown(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "list.yaml"
    file.write_text(run(home, "example"), "utf-8")
    assert "11 entries" in run(home, "check", str(file))
    assert not home.exists()
    assert "The workspace watches 11 entries" in run(home, "use", str(file))
    assert (home / "watchlist.yaml").read_bytes() == file.read_bytes()
    assert "燕鸥车友会" in run(home, "show")
    rows = json.loads(run(home, "show", "--format", "json"))
    assert rows[2] == {
        "name": "Mira Hollins",
        "kind": "person",
        "side": "own",
        "of": "Orvane Motors",
        "at": None,
        "aliases": ["Mira Hollins"],
    }


def test_the_former_list_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    for text in (FIRST, SECOND, SECOND):
        file.write_text(text)
        said = run(tmp_path, "use", str(file))
    assert (tmp_path / "watchlist.yaml").read_text() == SECOND
    assert (tmp_path / "watchlist.yaml.bak").read_text() == FIRST
    assert "former" not in said  # the same list again replaces nothing
    assert "'S7' is short" in said


def test_a_wrong_list_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(FIRST)
    file = tmp_path / "wrong.yaml"
    file.write_text("owns: [a]")
    error = failed(tmp_path, "use", str(file))
    assert isinstance(error, UsageError)
    assert f"{file}, line 1" in error.message
    assert {path.name for path in tmp_path.iterdir()} == {"watchlist.yaml", "wrong.yaml"}


def test_a_workspace_without_a_list_says_how_to_give_one(tmp_path: Path) -> None:
    error = failed(tmp_path, "show")
    assert isinstance(error, NotFound)
    assert "marionet watchlist example" in error.message


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        keep_watchlist(tmp_path / "none", FIRST.encode(), "list.yaml")
