from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.session import Graph
from marionet.cli.app import app
from marionet.errors import UsageError
from tests.collect.collecting import Collected
from tests.collect.feed_server import Reply, WebServer, rss
from tests.collect.feed_server import post_id as web_id
from tests.collect.feed_server import running as serving
from tests.collect.jetstream_server import JetstreamServer, post_event, post_id, running

MAIN = "from marionet.cli.entry import main; main()"
PATIENCE_S = 60


def start(home: Path, *call: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MAIN, "--home", str(home), "collect", *call, "--no-graph"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def wait_until_sent(server: JetstreamServer, number: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while server.sent < number:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_nothing_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    events = [post_event(number) for number in range(3000)]
    call = ("jetstream", "--segment-minutes", "0.01")
    with running(JetstreamServer(events, pause_s=0.0005)) as server:
        for sent in (700, 1900):
            process = start(tmp_path, *call, "--host", server.url)
            wait_until_sent(server, sent)
            process.kill()
            process.communicate()
        last = start(tmp_path, *call, "--host", server.url, "--once")
        said, complaints = last.communicate(timeout=PATIENCE_S)

    done = Collected(tmp_path)
    assert last.returncode == 0, complaints
    assert done.post_ids() == sorted(post_id(number) for number in range(3000))
    kept = {line for original in done.originals() for line in original.splitlines()}
    assert kept == {event.encode() for event in events}
    assert done.left() == set()
    assert " 0 rejects, " in said
    assert said.strip().endswith(" 0 gaps")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_collection_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with running(JetstreamServer([post_event(n) for n in range(200)])) as server:
        process = start(tmp_path, "jetstream", "--host", server.url)
        wait_until_sent(server, 200)
        time.sleep(0.5)
        asked = time.monotonic()
        process.send_signal(number)
        said, complaints = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0, complaints
    assert time.monotonic() - asked < 20
    assert f"Ended: {number.name}." in complaints
    assert said.startswith("200 posts, 10 accounts, 0 duplicates, 0 rejects, 200 messages, ")
    assert len(Collected(tmp_path).post_ids()) == 200


def test_second_collection_from_the_same_source_is_refused(tmp_path: Path) -> None:
    with running(JetstreamServer([post_event(1)])) as server:
        first = start(tmp_path, "jetstream", "--host", server.url)
        wait_until_sent(server, 1)
        second = start(tmp_path, "jetstream", "--host", server.url)
        _, complaints = second.communicate(timeout=PATIENCE_S)
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=PATIENCE_S)

    assert second.returncode == 2
    assert "Another process collects from 127.0.0.1" in complaints
    assert "Traceback" not in complaints


def test_posts_are_in_the_graph(
    tmp_path: Path,
    graph: Graph,
    neo4j_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in neo4j_environment.items():
        monkeypatch.setenv(name, value)
    with serving(WebServer({"/feed": [Reply(rss(1, 2))]})) as server:
        call = ["--home", str(tmp_path), "-q", "collect", "feed", server.url + "/feed", "--once"]
        done = CliRunner().invoke(app, call)

    assert done.exit_code == 0, done.output
    rows = graph.read("MATCH (p:Post) RETURN p.post_id AS id")
    assert {row["id"] for row in rows} == {web_id(1), web_id(2)}


def collect_feed(home: Path, *options: str, body: bytes = b"") -> tuple[int, str, str]:
    with serving(WebServer({"/feed": [Reply(body or rss(1))]})) as server:
        call = ["collect", "feed", server.url + "/feed", "--no-graph", *options]
        done = CliRunner().invoke(app, ["--home", str(home), "-q", *call])
    return done.exit_code, done.stdout, done.stderr


def test_last_line_tells_what_was_collected(tmp_path: Path) -> None:
    code, said, _ = collect_feed(tmp_path, "--once", "--collection", "spring")

    assert code == 0
    assert said.strip().splitlines()[-1] == (
        "1 posts, 1 accounts, 0 duplicates, 0 rejects, 1 messages, 1 segments, 0 reconnects, 0 gaps"
    )
    assert [batch.collection for batch in Collected(tmp_path).vault.batches()] == ["spring"]


def test_time_limit_ends_the_collection(tmp_path: Path) -> None:
    started = time.monotonic()
    code, _, complaints = collect_feed(tmp_path, "--for", "1s")

    assert code == 0
    assert time.monotonic() - started < 15
    assert "Ended: the time is over (--for)." in complaints


def test_what_no_format_knows_ends_with_exit_code_1(tmp_path: Path) -> None:
    code, _, complaints = collect_feed(tmp_path, "--once", body=b"<html></html>")
    assert code == 1
    assert "What was received is kept in" in complaints


@pytest.mark.parametrize(
    "call",
    [
        ["jetstream", "--since", "yesterday"],
        ["jetstream", "--since", "17"],
        ["jetstream", "--did", "ann"],
        ["jetstream", "--for", "2"],
        ["jetstream", "--max-size", "much"],
        ["jetstream", "--collection", " "],
        ["mastodon", "a.example", "--stream", "user"],
        ["feed", "https://a.example/", "--every", "0s"],
    ],
)
def test_wrong_calls_are_refused_before_anything_is_asked(tmp_path: Path, call: list[str]) -> None:
    done = CliRunner().invoke(app, ["--home", str(tmp_path), "collect", *call, "--no-graph"])
    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "spool").exists()


def test_token_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret")
    token.chmod(0o644)
    call = ["collect", "mastodon", "a.example", "--token-file", str(token)]
    done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *call])

    assert isinstance(done.exception, UsageError)
    assert done.exception.message.endswith(f"chmod 600 {token}")


def test_a_mastodon_endpoint_can_be_collected_as_a_feed(tmp_path: Path) -> None:
    from tests.collect.mastodon_server import status

    body = json.dumps([status(1), status(2)]).encode()
    code, _, _ = collect_feed(tmp_path, "--once", body=body)
    assert code == 0
    assert [batch.format for batch in Collected(tmp_path).vault.batches()] == ["mastodon"]
