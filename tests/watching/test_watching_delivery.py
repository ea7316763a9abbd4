"""What is remembered, what is due, and what becomes of it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from marionet.errors import WorkspaceError
from tests.watching.changes import START, known
from tests.watching.conftest import AT, BASE
from tests.watching.hooks import Hook
from watching.alert import Alert
from watching.channel import DeliveryFailed
from watching.channels import FileChannel, WebhookChannel
from watching.delivery import LONGEST_PAUSE_S, MOST_ATTEMPTS, deliver, pause_s
from watching.memory import DEAD, PENDING, Memory

NOW = 1_800_000_000.0
ROOT = Path(__file__).parents[2]


@dataclass
class Told:
    """A receiver in memory that fails as long as `fails` says so."""

    name: str = "told"
    fails: DeliveryFailed | None = None
    got: list[str] = field(default_factory=list)
    tried: int = 0

    def send(self, content: Mapping[str, Any]) -> None:
        self.tried += 1
        if self.fails is not None:
            raise self.fails
        self.got.append(content["alert_id"])


def at(time: float = NOW) -> Callable[[], float]:
    return lambda: time


def remember(memory: Memory, *channels: str, keys: str = "a") -> list[str]:
    raised = [Alert("new-ring", key, "t", "x", "posts", "run-1") for key in keys]
    return memory.remember(
        "posts",
        "run-1",
        ["b1"],
        at=AT,
        alerts=[(alert, json.dumps(alert.row(BASE, AT))) for alert in raised],
        channels=channels,
        rings=[("a", known(9))],
        platforms=[("ms:1", "x")],
    )


def test_a_pass_is_remembered_whole(memory: Memory):
    assert memory.last_pass("posts") is None
    [alert_id] = remember(memory, "told")
    assert memory.last_pass("posts") == ("run-1", frozenset({"b1"}))
    assert memory.rings("posts") == {"a": known(9, START)}
    assert memory.platforms("posts") == {"ms:1": frozenset({"x"})}
    assert [(d.alert_id, d.channel) for d in memory.due(NOW)] == [(alert_id, "told")]
    assert (memory.rings("other"), memory.last_pass("other")) == ({}, None)


def test_an_alert_is_raised_once(memory: Memory):
    assert len(remember(memory, "told", keys="ab")) == 2
    assert len(remember(memory, "told", "more", keys="abc")) == 1
    assert len(memory.all()) == 4


def test_only_the_owner_reads_the_memory(memory: Memory, tmp_path: Path):
    assert stat.S_IMODE((tmp_path / "watch" / "memory.sqlite").stat().st_mode) == 0o600


def test_a_damaged_memory_is_told_in_one_sentence(tmp_path: Path):
    path = tmp_path / "memory.sqlite"
    path.write_bytes(b"no database" * 500)
    with pytest.raises(WorkspaceError, match="move it away"):
        Memory(path)


def test_what_fails_half_way_is_not_remembered(memory: Memory):
    with pytest.raises(WorkspaceError):
        memory.remember(
            "posts", "run-1", ["b1"], at=AT, alerts=[], channels=[],
            rings=[("a", known(9)), (None, known(9))], platforms=[],  # type: ignore[list-item]
        )  # fmt: skip
    assert memory.rings("posts") == {}
    assert memory.last_pass("posts") is None


def test_each_receiver_gets_each_alert_once(memory: Memory):
    one, two = Told("one"), Told("two")
    ids = remember(memory, "one", "two", keys="ab")
    assert deliver(memory, [one, two], at()).sent == 4
    assert deliver(memory, [one, two], at(NOW + 10**6)).sent == 0
    assert one.got == two.got == ids


def test_a_failure_is_tried_again_later_and_later(memory: Memory):
    told = Told(fails=DeliveryFailed("no answer."))
    remember(memory, "told")
    now, tries = NOW, 0
    while (due := memory.next_due(["told"])) is not None:
        now = max(now, due)
        assert deliver(memory, [told], at(now - 1)).problems == () or tries == 0
        deliver(memory, [told], at(now))
        tries += 1
    assert told.tried == MOST_ATTEMPTS
    assert 1.9 * 86_400 < now - NOW < 2.5 * 86_400
    [dead] = memory.unsent()
    assert (dead.state, dead.error) == (DEAD, "no answer.")


def test_pauses_double_up_to_their_end():
    assert [pause_s(n) for n in (1, 2, 3)] == [30, 60, 120]
    assert pause_s(60) == LONGEST_PAUSE_S


def test_what_was_given_up_is_tried_again_on_request(memory: Memory):
    told = Told(fails=DeliveryFailed("gone.", final=True))
    [alert_id] = remember(memory, "told")
    [problem] = deliver(memory, [told], at()).problems
    assert "given up" in problem
    assert deliver(memory, [told], at(NOW + 10**6)).problems == ()
    told.fails = None
    assert memory.retry() == 1
    assert deliver(memory, [told], at()).sent == 1
    assert told.got == [alert_id]


def test_a_receiver_that_fails_is_left_alone_and_holds_up_no_other(memory: Memory):
    bad, good = Told("bad", DeliveryFailed("no answer.")), Told("good")
    remember(memory, "bad", "good", keys="abc")
    done = deliver(memory, [bad, good], at())
    assert (bad.tried, done.sent, len(done.problems)) == (1, 3, 1)
    assert deliver(memory, [bad, good], at(NOW + 29)).problems == ()
    bad.fails = None
    assert deliver(memory, [bad, good], at(NOW + 30)).sent == 3


def test_alerts_wait_for_a_receiver_that_is_not_named(memory: Memory):
    remember(memory, "away")
    done = deliver(memory, [], at())
    assert (done.sent, done.unnamed) == (0, ("away",))
    assert memory.next_due(["told"]) is None
    assert deliver(memory, [Told("away")], at()).sent == 1


def test_words_of_the_other_side_steer_no_terminal(memory: Memory):
    told = Told(fails=DeliveryFailed("said \x1b]0;x\x07\nmarionet: all well\u202e" + "y" * 9999))
    remember(memory, "told")
    [problem] = deliver(memory, [told], at()).problems
    assert problem.isprintable()
    assert len(problem) < 1000


def test_two_that_deliver_at_once_send_each_alert_once(memory: Memory, tmp_path: Path, hook: Hook):
    hook.delay_s = 0.2
    channel = WebhookChannel(hook.url)
    remember(memory, channel.name)
    others = [
        threading.Thread(
            target=deliver,
            args=(Memory(tmp_path / "watch" / "memory.sqlite"), [channel], at()),
        )
        for _ in range(2)
    ]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert len(hook.keys) == 1


KILLED = """
import sys, time
from pathlib import Path
from watching.channels import FileChannel, WebhookChannel
from watching.delivery import deliver
from watching.memory import Memory
channels = [FileChannel(Path(sys.argv[2])), WebhookChannel(sys.argv[3])]
deliver(Memory(Path(sys.argv[1])), channels, time.time)
"""


def test_after_a_kill_each_alert_is_in_the_file_once_and_the_hook_gets_the_same_key(
    memory: Memory, tmp_path: Path, hook: Hook
):
    hook.delay_s = 30.0
    path, alerts = tmp_path / "watch" / "memory.sqlite", tmp_path / "alerts.jsonl"
    channels = [FileChannel(alerts), WebhookChannel(hook.url)]
    ids = remember(memory, *(channel.name for channel in channels), keys="ab")
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), str(alerts), hook.url], cwd=ROOT
    )
    assert hook.got.wait(90)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    hook.over.set()
    assert {d.state for d in memory.unsent()} == {PENDING}
    # as if it had died between writing the line and noting it
    with sqlite3.connect(path) as database:
        database.execute("UPDATE deliveries SET state = 'pending'")
    assert deliver(memory, channels, at(2 * NOW)).sent == 4
    written = alerts.read_text().splitlines()
    assert [line.count(alert_id) for line, alert_id in zip(written, ids, strict=True)] == [1, 1]
    assert hook.keys == [ids[0], *ids]
    assert hook.bodies[0] == hook.bodies[1]
