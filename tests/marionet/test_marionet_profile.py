"""`marionet detect` with its study, `marionet profile`, `marionet manuscripts`: on a small demo."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.campaign import generate
from demo.options import CampaignOptions
from marionet.cli.app import app
from marionet.errors import NotFound, UsageError
from marionet.progress import SILENT
from vault import Vault

RING = "manuscript-zh"


def marionet(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), "-q", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def refused(home: Path, *words: str) -> Exception:
    result = CliRunner().invoke(app, ["--home", str(home), "-q", *words])
    assert result.exception is not None
    return result.exception  # type: ignore[return-value]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one ring, detected and studied."""
    folder = tmp_path_factory.mktemp("profile")
    options = CampaignOptions(
        seed=3, organic_accounts=300, evasion="naive", rings=((RING, 40),)
    ).checked()
    posts = generate(folder / "campaign", options, SILENT).posts_path
    marionet(folder, "load", str(posts), "--collection", "demo", "--no-graph")
    marionet(folder, "detect", "--no-graph")
    return folder


@pytest.fixture(scope="module")
def ring(home: Path) -> str:
    return Vault(home / "vault").run().read("rings", [("tier", "=", "ring")])["ring_id"][0].as_py()


def test_detect_makes_the_study_and_later_commands_use_it(home: Path, ring: str):
    vault = Vault(home / "vault")
    [study] = vault.studies()
    assert study.run_id == vault.run().run_id
    marionet(home, "profile", ring)
    marionet(home, "manuscripts")
    assert [found.study_id for found in vault.studies()] == [study.study_id]


def test_a_profile_is_written_in_every_form(home: Path, ring: str):
    text = marionet(home, "profile", ring)
    assert text.startswith(f"Ring {ring}: ")
    found = json.loads(marionet(home, "profile", ring, "--format", "json"))
    assert found["subject"] == ring
    assert {"manuscripts", "timeline"} <= set(found["chapters"])
    assert marionet(home, "profile", ring, "--format", "md").startswith(f"# Ring {ring}: ")
    assert marionet(home, "profile", ring, "--format", "html").startswith("<!doctype html>")


def test_without_a_ring_it_is_the_run_as_a_whole(home: Path):
    run_id = Vault(home / "vault").run().run_id
    for words in ((), ("latest-run",), ("--run", run_id)):
        found = json.loads(marionet(home, "profile", *words, "--format", "json"))
        assert (found["subject"], found["about"]) == (run_id, "run")


def test_the_ending_of_the_file_says_the_form(home: Path, ring: str, tmp_path: Path):
    for name, beginning in (
        ("p.html", "<!doctype"),
        ("p.md", "# Ring"),
        ("p.json", "{"),
        ("p.txt", "Ring"),
    ):
        assert marionet(home, "profile", ring, "--out", str(tmp_path / name)) == ""
        assert (tmp_path / name).read_text("utf-8").startswith(beginning)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.html", "p.json", "p.md", "p.txt"]


def test_a_wrong_file_or_ring_is_told_in_a_sentence(home: Path, ring: str, tmp_path: Path):
    wrong = refused(home, "profile", ring, "--out", str(tmp_path / "p.docx"))
    assert isinstance(wrong, UsageError)
    assert "--format" in wrong.message
    nowhere = refused(home, "profile", ring, "--out", str(tmp_path / "none" / "p.md"))
    assert isinstance(nowhere, UsageError)
    assert isinstance(refused(home, "profile", "none-01"), NotFound)
    assert isinstance(refused(home, "manuscripts", "--ring", "none-01"), NotFound)
    assert isinstance(refused(home, "manuscripts", "ms:none"), NotFound)
    assert isinstance(refused(home, "manuscripts", "--copies"), UsageError)


def test_manuscripts_are_listed_and_told_in_full(home: Path, ring: str):
    listed = json.loads(marionet(home, "manuscripts", "--kind", "all", "--format", "json"))
    assert listed
    assert [row["posts"] for row in listed] == sorted(
        (row["posts"] for row in listed), reverse=True
    )
    of_ring = json.loads(
        marionet(home, "manuscripts", "--kind", "all", "--ring", ring, "--format", "json")
    )
    assert of_ring
    assert {row["manuscript_id"] for row in of_ring} <= {row["manuscript_id"] for row in listed}
    first = of_ring[0]
    assert "copies by" in marionet(home, "manuscripts", first["manuscript_id"])
    told = json.loads(marionet(home, "manuscripts", first["manuscript_id"], "--format", "json"))
    assert [row["subject"] for row in told["by_ring"]] == [ring]
    copies = list(
        csv.DictReader(
            io.StringIO(
                marionet(home, "manuscripts", first["manuscript_id"], "--copies", "--format", "csv")
            )
        )
    )
    assert len(copies) == first["posts"]
    assert all(row["why"] for row in copies)


def test_a_wrong_watch_list_does_not_cost_the_run(home: Path):
    (home / "watchlist.yaml").write_text("own: [", "utf-8")
    try:
        result = CliRunner().invoke(
            app, ["--home", str(home), "-q", "detect", "--no-graph"], catch_exceptions=False
        )
        assert result.exit_code == 0
        assert "watchlist.yaml" in result.stderr
        assert "marionet study" in result.stderr
    finally:
        (home / "watchlist.yaml").unlink()
