from __future__ import annotations

import pytest

from marionet.cli import console
from marionet.cli.console import ConsoleProgress, progress_line


def test_line_tells_amount_pace_and_time_left() -> None:
    line = progress_line(512, 2048, 15.0, unit="kB", note="9,000 rows, 600 rows/s")
    assert line == "512 of 2,048 kB, 9,000 rows, 600 rows/s, 45 s left"
    assert progress_line(3, None, 1.0, unit="posts", note="") == "3 posts"


def test_log_file_gets_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []
    monkeypatch.setattr(console, "LOG_SECONDS", 0.0)
    monkeypatch.setattr(console, "_write", lines.append)
    with ConsoleProgress().step("loading a.jsonl", total=4, unit="kB") as step:
        step.note("7 rows")
        step.advance(2)
    assert lines[0].startswith("… loading a.jsonl: 2 of 4 kB, 7 rows, ")
    assert lines[-1].startswith("✓ loading a.jsonl: 2 kB, ")
    assert capsys.readouterr().err == ""
