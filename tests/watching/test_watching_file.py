"""Alerts in files."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from watching.channel import DeliveryFailed
from watching.channels import FileChannel


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "alerts.jsonl"


def test_an_alert_is_a_line_that_only_the_owner_reads(path: Path, content: dict[str, Any]):
    FileChannel(path).send(content)
    assert lines(path) == [content]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_alert_stands_once(path: Path, content: dict[str, Any]):
    for _ in range(2):
        FileChannel(path).send(content)
    assert lines(path) == [content]


def test_a_line_that_a_crash_cut_off_is_written_whole(path: Path, content: dict[str, Any]):
    other = {**content, "alert_id": "alert-other"}
    FileChannel(path).send(other)
    FileChannel(path).send(content)
    whole = path.read_bytes()
    for end in range(len(whole) - 2, whole.index(b"\n"), -7):
        path.write_bytes(whole[:end])
        FileChannel(path).send(content)
        assert path.read_bytes() == whole


def test_a_line_that_lacks_only_its_end_is_kept(path: Path, content: dict[str, Any]):
    FileChannel(path).send(content)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    FileChannel(path).send(content)
    other = {**content, "alert_id": "alert-other"}
    FileChannel(path).send(other)
    assert lines(path) == [content, other]


def test_words_of_others_in_the_file_are_not_touched(path: Path, content: dict[str, Any]):
    path.parent.mkdir()
    path.write_text("my notes")
    FileChannel(path).send(content)
    assert path.read_text().splitlines()[0] == "my notes"
    assert json.loads(path.read_text().splitlines()[1]) == content


def test_what_is_no_file_is_refused(tmp_path: Path, content: dict[str, Any]):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DeliveryFailed, match="is no file") as caught:
        FileChannel(tmp_path / "pipe").send(content)
    assert caught.value.final
    with pytest.raises(DeliveryFailed, match="cannot be written"):
        FileChannel(tmp_path).send(content)
