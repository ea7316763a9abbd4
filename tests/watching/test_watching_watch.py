"""The watch from end to end: a small campaign that arrives in two parts, real processes."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result

from campaign.watchlist import Watchlist
from demo.campaign import generate
from demo.options import CampaignOptions
from detection.options import Options
from marionet.cli.app import app
from marionet.errors import DetectionError, GraphError, NotFound, UsageError
from marionet.progress import SILENT
from tests.watching.conftest import AT, BASE
from tests.watching.hooks import Hook
from vault import Run, Vault
from vault.studies import Study
from watching.alert import Alert
from watching.channels import FileChannel, WebhookChannel
from watching.memory import Memory
from watching.receivers import Receivers
from watching.watch import Watched, watch_once

MARIONET = "from marionet.cli.entry import main; main()"
RINGS = (("manuscript-zh", 40), ("boost", 40))


def marionet(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "-q", *words])


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The posts of a small campaign: without its second ring, and those of that ring."""
    folder = tmp_path_factory.mktemp("campaign")
    options = CampaignOptions(seed=3, organic_accounts=300, evasion="naive", rings=RINGS)
    made = generate(folder, options.checked(), SILENT)
    with (folder / "truth.csv").open() as file:
        later = {row["account_id"] for row in csv.DictReader(file) if row["ring"] == RINGS[1][0]}
    parts: tuple[list[str], list[str]] = ([], [])
    for line in made.posts_path.read_text().splitlines():
        post = json.loads(line)
        parts[f"{post['platform']}:{post['account_id']}" in later].append(line)
    paths = folder / "first.jsonl", folder / "second.jsonl"
    for path, lines in zip(paths, parts, strict=True):
        path.write_text("\n".join(lines) + "\n")
    return paths


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def watched(published: list[tuple[Run, Study | None]], fails: list[Exception]) -> Watched:
    def publish(run: Run, study: Study | None) -> None:
        if fails:
            raise fails.pop()
        published.append((run, study))

    return Watched("default", Options, Watchlist("none"), True, timedelta(days=14), publish)


def test_what_arrives_is_told_once(tmp_path: Path, halves: tuple[Path, Path]):
    home, alerts = tmp_path / "home", tmp_path / "alerts.jsonl"
    look = ("watch", "--once", "--no-graph", "--to", str(alerts))
    nothing = marionet(home, *look)
    assert isinstance(nothing.exception, NotFound)
    assert "marionet load" in nothing.exception.message

    assert marionet(home, "load", str(halves[0]), "--no-graph").exit_code == 0
    assert marionet(home, *look).exit_code == 0
    first = rows(alerts)
    assert {row["kind"] for row in first} == {"new-ring"}
    assert [row["link"] for row in first] == [None] * len(first)

    # the second part; the graph is down, and alerts do not wait for it
    assert marionet(home, "load", str(halves[1]), "--no-graph").exit_code == 0
    vault, memory = Vault(home / "vault"), Memory(home / "watch" / "memory.sqlite")
    published: list[tuple[Run, Study | None]] = []
    what = watched(published, [GraphError("Neo4j is down.")])
    receivers = Receivers((FileChannel(alerts),), BASE)
    second = watch_once(vault, memory, what, receivers, SILENT)
    assert isinstance(second.problem, GraphError)
    assert second.run is not None
    told = rows(alerts)
    assert told[: len(first)] == first
    new = told[len(first) :]
    assert {row["kind"] for row in new} >= {"new-ring"}
    assert [row["alert_id"] for row in new] == [alert.alert_id for alert in second.alerts]
    assert all(row["link"].startswith(f"{BASE}/rings/") for row in new if row["ring_id"])

    # nothing further came: no run, but what is not in the graph yet goes there
    third = watch_once(vault, memory, what, receivers, SILENT)
    assert (third.run, third.alerts, third.problem) == (None, (), None)
    assert [(run.run_id, study is not None) for run, study in published] == [
        (second.run.run_id, True)
    ]
    assert watch_once(vault, memory, what, receivers, SILENT).run is None
    assert len(published) == 1
    assert rows(alerts) == told
    assert max(Counter(row["alert_id"] for row in told).values()) == 1
    listed = json.loads(marionet(home, "alerts", "list", "--format", "json").stdout)
    assert {row["state"] for row in listed} == {"sent"}


def test_a_pass_that_fails_sends_what_waits_and_is_tried_again(
    tmp_path: Path, halves: tuple[Path, Path], memory: Memory, alert: Alert
):
    home, path = tmp_path / "home", tmp_path / "alerts.jsonl"
    assert marionet(home, "load", str(halves[1]), "--no-graph").exit_code == 0
    channel = FileChannel(path)
    keep(memory, alert, channel.name)

    def refuse() -> Options:
        raise DetectionError("No memory is left.")

    what = replace(watched([], []), options=refuse)
    receivers = Receivers((channel,))
    for sent in (1, 0):
        done = watch_once(Vault(home / "vault"), memory, what, receivers, SILENT)
        assert isinstance(done.problem, DetectionError)
        assert (done.run, done.delivered.sent) == (None, sent)
    assert memory.last_pass("default") is None


def keep(memory: Memory, alert: Alert, channel: str) -> None:
    memory.remember(
        "posts", "run-1", [], at=AT, channels=[channel], rings=[], platforms=[],
        alerts=[(alert, json.dumps(alert.row(BASE, AT)))],
    )  # fmt: skip


class Watch:
    """A `marionet watch` of a collection that is not there yet."""

    def __init__(self, home: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", MARIONET, "--home", str(home), "-q", "watch", *words],
            cwd=Path(__file__).parents[2],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "COLUMNS": "400"},
        )

    def read_until(self, words: str) -> str:
        assert self.process.stderr is not None
        while words not in (line := self.process.stderr.readline()):
            assert line, "it ended"
        return line

    def end(self) -> tuple[int, str, float]:
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        _, words = self.process.communicate(timeout=90)
        return self.process.returncode, words, time.monotonic() - begun


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_it_waits_for_the_collection_and_ends_at_once_in_the_pause(home: Path):
    watch = Watch(home, "--every", "1h")
    assert "--collection default" in watch.read_until("There is no collection 'default' yet")
    code, words, seconds = watch.end()
    assert (code, seconds < 20) == (0, True)
    assert "Ended: SIGTERM." in words


def test_what_is_under_way_is_ended_first(home: Path, hook: Hook, alert: Alert):
    hook.delay_s = 1.5
    memory = Memory(home / "watch" / "memory.sqlite")
    keep(memory, alert, WebhookChannel(hook.url).name)
    watch = Watch(home, "--every", "1h", "--to", hook.url)
    assert hook.got.wait(90)
    code, words, _seconds = watch.end()
    assert code == 0
    assert "1 delivered." in words
    assert memory.unsent() == []


def test_two_do_not_watch_one_workspace(home: Path):
    (home / "watch").mkdir(parents=True)
    with FileLock(home / "watch" / "watch.lock"):
        refused = marionet(home, "watch", "--once")
    assert isinstance(refused.exception, UsageError)
    assert "Another `marionet watch` runs" in refused.exception.message
    assert isinstance(marionet(home, "watch", "--once").exception, NotFound)


def test_a_test_alert_goes_to_every_receiver(home: Path, hook: Hook, tmp_path: Path):
    path = tmp_path / "alerts.jsonl"
    done = marionet(home, "alerts", "test", "--to", hook.url, "--to", str(path))
    assert done.exit_code == 0
    assert rows(path)[0]["kind"] == "test"
    hook.status = 500
    assert marionet(home, "alerts", "test", "--to", hook.url).exit_code == 1
    assert isinstance(marionet(home, "alerts", "test").exception, UsageError)


def test_what_was_given_up_is_listed_and_tried_again(home: Path, hook: Hook, alert: Alert):
    keep(Memory(home / "watch" / "memory.sqlite"), alert, WebhookChannel(hook.url).name)
    hook.status = 410
    assert marionet(home, "alerts", "retry", "--to", hook.url).exit_code == 1
    [row] = json.loads(marionet(home, "alerts", "list", "--pending", "--format", "json").stdout)
    assert (row["state"], row["attempts"]) == ("dead", 1)
    hook.status = 200
    done = marionet(home, "alerts", "retry", "--to", hook.url)
    assert "1 delivered, 0 still" in done.stdout
    assert "alert-" in marionet(home, "alerts", "list").stdout
