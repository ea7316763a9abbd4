from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from typer.testing import CliRunner

from marionet.cli.app import app
from marionet.errors import LoadError

ROOT = Path(__file__).parent.parent.parent
LINE = {
    "post_id": "1",
    "platform": "x",
    "account_id": "ann",
    "created_at": "2025-03-01T12:00:00Z",
}


def home(tmp_path: Path, *call: str) -> list[str]:
    return ["--home", str(tmp_path / "home"), "--quiet", *call]


def test_load_ends_with_one_line_of_totals(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE) + "\n" + json.dumps(LINE) + "\n{}\n")
    done = CliRunner().invoke(app, home(tmp_path, "load", str(tmp_path / "a.jsonl"), "--no-graph"))

    assert done.exit_code == 0
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith("1 posts, 1 accounts, 1 duplicates, 1 rejects, ")
    assert last.endswith(" s")
    assert "3 rows read = 1 stored + 1 duplicates + 1 rejects\n" in done.stdout
    assert "rejects.jsonl" in done.stderr


def test_collections_lists_what_was_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE))
    path = str(tmp_path / "a.jsonl")
    CliRunner().invoke(app, home(tmp_path, "load", path, "--no-graph", "--collection", "spring"))
    done = CliRunner().invoke(app, home(tmp_path, "collections"))
    assert "spring: 1 posts in 1 batches" in done.stdout


def test_formats_are_listed(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, home(tmp_path, "formats"))
    assert done.exit_code == 0
    assert "weibo-mobile" in done.stdout


def test_totals_are_told_when_a_later_file_fails(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE))
    (tmp_path / "b.jsonl").write_text("nothing")
    files = [str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl")]
    done = CliRunner().invoke(app, home(tmp_path, "load", *files, "--no-graph"))
    assert isinstance(done.exception, LoadError)
    assert done.stdout.strip().splitlines()[-1].startswith("1 posts, ")


def test_wrong_file_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from marionet.cli.app import main; main()",
            *home(tmp_path, "load", "missing.jsonl"),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip().startswith("marionet: There is no file missing.jsonl.")
    assert "Traceback" not in done.stderr


def test_many_files_that_are_passed_over_are_told_in_short(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps(LINE))
    for number in range(50):
        (folder / f"picture{number}.png").write_bytes(b"\x89PNG\r\n")
    done = CliRunner().invoke(app, home(tmp_path, "load", str(folder), "--no-graph"))

    assert done.exit_code == 0
    assert done.stderr.count("passed over") == 21
    assert "... and 30 more passed over" in done.stderr


def test_ctrl_c_is_told_with_how_to_go_on_and_exit_code_130(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = (json.dumps({**LINE, "post_id": str(n)}) + "\n" for n in range(120_000))
    path.write_text("".join(lines))
    loading = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from marionet.cli.app import main; main()",
            *home(tmp_path, "load", str(path), "--no-graph"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    while not any(tmp_path.glob("home/vault/staging/resume-*/checkpoint.json")):
        assert loading.poll() is None
        time.sleep(0.005)
    loading.send_signal(signal.SIGINT)
    _, told = loading.communicate(timeout=60)

    assert loading.returncode == 130
    assert "rows of a.jsonl are kept aside; the same command goes on there" in told
    assert "Traceback" not in told
