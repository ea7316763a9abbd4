"""The command line as a person meets it: a real process, its exit code, its two streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from marionet.cli.app import is_interrupt, main

MARIONET = Path(sys.executable).parent / "marionet"


def marionet(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MARIONET_", "NEO4J_"))}
    return subprocess.run(
        [MARIONET, "--home", str(home), *arguments],
        env={**env, "COLUMNS": "100", "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


WRONG_CALLS = {
    "no such command": (["conquer"], "No such command"),
    "no such option": (["detect", "--threshold", "3"], "No such option"),
    "no file": (["load", "--no-graph", "absent.jsonl"], "absent.jsonl"),
    "no such collection": (["detect", "--no-graph", "--collection", "moon"], "moon"),
    "no such format": (["load", "--no-graph", "--format", "fax", __file__], "fax"),
    "no such query": (["query", "rings-of-the-moon"], "rings-of-the-moon"),
    "no run yet": (["rings"], "marionet detect"),
}


@pytest.mark.parametrize("case", WRONG_CALLS)
def test_a_wrong_call_is_told_in_one_sentence_with_exit_code_2(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # in this process: a new one for each would import everything again
    arguments, expected = WRONG_CALLS[case]
    monkeypatch.setattr(sys, "argv", ["marionet", "--home", str(tmp_path / "home"), *arguments])
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main()
    told = capfd.readouterr()
    assert ended.value.code == 2, told.err
    assert expected in told.err
    assert "Traceback" not in told.err + told.out


def test_a_real_process_ends_with_the_exit_code_of_a_wrong_call(tmp_path: Path) -> None:
    done = marionet("conquer", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command" in done.stderr


def test_a_home_that_cannot_be_made_fails_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = marionet("collections", home=tmp_path / "file" / "home")
    assert done.returncode == 1
    assert "cannot be created" in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = marionet("--debug", "rings", home=tmp_path / "home")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_a_wrong_setting_in_the_environment_is_a_usage_error(tmp_path: Path) -> None:
    done = marionet("collections", home=tmp_path, MARIONET_PORT="many")
    assert done.returncode == 2
    assert "MARIONET_PORT" in done.stderr or "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_lists_the_commands_with_an_example_and_is_quick(tmp_path: Path) -> None:
    done = marionet("--help", home=tmp_path)
    assert done.returncode == 0
    for command in ("load", "detect", "rings", "query", "serve", "demo", "graph", "doctor"):
        assert command in done.stdout
    assert "marionet demo" in done.stdout
    heavy = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import marionet.cli.app"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert {
        m for m in ("ibis", "duckdb", "neo4j", "fastapi", "numba") if f" {m}\n" in heavy
    } == set()


def test_an_interrupt_inside_duckdb_is_no_failure() -> None:
    interrupted = duckdb.InvalidInputException("Invalid Input Error: ... KeyboardInterrupt: ")
    assert is_interrupt(interrupted)
    assert not is_interrupt(duckdb.InvalidInputException("Invalid Input Error: no such file"))
    assert not is_interrupt(ValueError("KeyboardInterrupt"))


def test_a_reader_that_has_enough_is_no_failure(tmp_path: Path) -> None:
    command = f"{MARIONET} --home {tmp_path / 'home'} queries | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
