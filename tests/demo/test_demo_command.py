from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from marionet.cli.app import app
from marionet.cli.context import CliContext
from marionet.cli.demo import flagged_in, prepare_demo
from marionet.errors import UsageError
from vault import Vault

SMALL = ("--accounts", "400", "--posts-per-account", "3")


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(
        app, ["--home", str(home), "--quiet", *words], catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.stdout


def refused(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), "--quiet", *words])
    assert isinstance(result.exception, UsageError)
    return result.exception.message


def test_generate_only_writes_five_files_and_touches_no_workspace(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(tmp_path / "home", "demo", "--generate-only", "--out", str(out), *SMALL)
    names = {path.name for path in out.iterdir()}
    assert names == {
        "posts.jsonl",
        "truth.csv",
        "hard_negatives.csv",
        "campaign.json",
        "watchlist.yaml",
    }
    assert not (tmp_path / "home").exists()


def test_a_second_call_generates_nothing(tmp_path: Path) -> None:
    words = ("demo", "--generate-only", "--out", str(tmp_path / "out"), *SMALL)
    first = run(tmp_path / "home", *words)
    written = (tmp_path / "out" / "posts.jsonl").stat().st_mtime_ns
    assert run(tmp_path / "home", *words) == first
    assert (tmp_path / "out" / "posts.jsonl").stat().st_mtime_ns == written


def test_a_folder_with_another_campaign_is_left_alone(tmp_path: Path) -> None:
    words = ("demo", "--generate-only", "--out", str(tmp_path / "out"), *SMALL)
    run(tmp_path / "home", *words)
    assert "--out" in refused(tmp_path / "home", *words, "--seed", "1")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--evasion", "perfect"), "perfect"),
        (("--ring", "boost"), "NAME=N"),
        (("--ring", "boost=many"), "NAME=N"),
        (("--ring", "unheard=20"), "unheard"),
        (("--accounts", "3"), "accounts"),
        (("--seed", "-1"), "seed"),
    ],
)
def test_a_wrong_flag_is_told_in_one_sentence(
    words: tuple[str, ...], named: str, tmp_path: Path
) -> None:
    assert named in refused(tmp_path, "demo", "--generate-only", *words)


def test_a_damaged_manifest_is_told(tmp_path: Path) -> None:
    (tmp_path / "campaign.json").write_text('{"story": 1')
    assert "campaign.json" in refused(
        tmp_path, "demo", "--generate-only", "--out", str(tmp_path), *SMALL
    )


def test_rings_are_found_and_compared_with_the_truth_and_all_that_only_once(
    tmp_path: Path,
) -> None:
    size = ("--accounts", "1500", "--posts-per-account", "3", "--ring", "boost=40")
    words = ("demo", "--no-graph", "--evasion", "naive", *size)
    said = run(tmp_path, *words)
    assert "boost 40/40" in said
    assert "recall 1.0000" in said
    assert run(tmp_path, *words) == said
    vault = Vault(tmp_path / "vault")
    assert len(vault.batches("demo")) == 1
    assert len(vault.runs()) == 1
    # and the server with a demo takes the campaign that is there
    own = CliContext.make(home=tmp_path, debug=False, quiet=True)
    again = prepare_demo(own)
    assert again.run_id == vault.run().run_id
    assert len(flagged_in(again)) == 40
    # and the workspace has the watch list of the campaign until somebody gives another
    kept = tmp_path / "watchlist.yaml"
    assert kept.read_bytes() == (tmp_path / "demo" / "watchlist.yaml").read_bytes()
    kept.write_text("own: [Orvane]")
    prepare_demo(own)
    assert kept.read_text() == "own: [Orvane]"
