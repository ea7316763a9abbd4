from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from collect import Limits
from collect.sources.jetstream import DEFAULT_HOST, Jetstream
from marionet.errors import CollectError, UsageError
from tests.collect.collecting import Collected
from tests.collect.jetstream_server import START_US, JetstreamServer, post_event, post_id, running


def ids(*numbers: int) -> list[str]:
    return sorted(post_id(number) for number in numbers)


def until_posts(number: int) -> Limits:
    return Limits(posts=number, seconds=30)


def test_events_are_in_the_vault_with_the_bytes_that_were_received(tmp_path: Path) -> None:
    events = [post_event(number) for number in range(5)]
    with running(JetstreamServer(events)) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(5))

    assert done.post_ids() == ids(*range(5))
    assert done.originals() == [b"".join(event.encode() + b"\n" for event in events)]
    assert done.left() == set()


def test_the_log_tells_what_was_asked_and_when_it_came(tmp_path: Path) -> None:
    with running(JetstreamServer([post_event(1), post_event(2)])) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(2))
    [log] = done.logs()

    received = [entry["lines"] for entry in log if entry["event"] == "received"]
    events = list(dict.fromkeys(entry["event"] for entry in log))

    assert events == ["capture", "connected", "received", "end"]
    assert log[0]["url"] == server.url + (
        "/subscribe?wantedCollections=app.bsky.feed.post&wantedCollections=app.bsky.feed.repost"
        "&maxMessageSizeBytes=16777216"
    )
    assert [line for first, last in received for line in range(first, last + 1)] == [1, 2]
    assert log[-1]["sha256"] == done.vault.batches()[0].sources[0]


def test_server_is_told_who_asks(tmp_path: Path) -> None:
    with running(JetstreamServer([post_event(1)])) as server:
        Collected(tmp_path).run(Jetstream(host=server.url), until_posts(1))
    assert server.requests[0].headers["User-Agent"] == "Marionet/test"


def test_next_collection_goes_on_where_the_last_ended(tmp_path: Path) -> None:
    with running(JetstreamServer([post_event(number) for number in range(4)])) as server:
        Collected(tmp_path).run(Jetstream(host=server.url), until_posts(2))
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(2))

    assert done.post_ids() == ids(*range(4))
    cursor = int(server.queries()[1]["cursor"][0])
    assert START_US <= cursor + 5_000_000 <= START_US + 3_000
    assert done.tally.gaps == []


def test_lost_connections_are_made_again_and_nothing_is_missing(tmp_path: Path) -> None:
    server = JetstreamServer([post_event(number) for number in range(40)], drops=[7, 20])
    with running(server):
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(40))

    assert done.post_ids() == ids(*range(40))
    assert done.tally.reconnects == 2
    assert done.tally.gaps == []
    assert sum(report.rejects for report in done.tally.reports) == 0


def test_what_the_server_no_longer_has_is_reported_as_a_gap(tmp_path: Path) -> None:
    server = JetstreamServer([post_event(number) for number in range(10)], drops=[3], oldest=6)
    with running(server):
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(7))

    assert done.post_ids() == ids(0, 1, 2, 6, 7, 8, 9)
    [gap] = done.tally.gaps
    assert "2025-03-01T12:00:00.002000+00:00 to 2025-03-01T12:00:00.006000+00:00" in gap
    assert [entry["after"] for entry in done.logs()[0] if entry["event"] == "gap"] == [
        START_US + 2000
    ]


def test_malformed_messages_are_kept_and_rejected_with_a_reason(tmp_path: Path) -> None:
    events = [post_event(1), "{not json", '{"time_us": "soon"}', "\u0000", post_event(2)]
    with running(JetstreamServer(events)) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(2))

    assert done.post_ids() == ids(1, 2)
    assert done.originals()[0].count(b"\n") == 5
    assert done.tally.reports[0].rejects >= 2


def test_line_break_in_a_message_is_told_in_the_log(tmp_path: Path) -> None:
    event = json.dumps(json.loads(post_event(1)), indent=1)
    with running(JetstreamServer([event])) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(1))

    [breaks] = [entry for entry in done.logs()[0] if entry["event"] == "line-breaks"]
    line = bytearray(done.originals()[0][:-1])
    for at in breaks["bytes"]:
        line[at] = 10
    assert bytes(line) == event.encode()
    assert done.post_ids() == ids(1)


def test_message_that_is_too_long_is_passed_over_and_reported(tmp_path: Path) -> None:
    events = [post_event(1), post_event(2, text="x" * 20_000), post_event(3)]
    with running(JetstreamServer(events)) as server:
        limits = Limits(posts=2, seconds=30, message_size=10_000)
        done = Collected(tmp_path).run(Jetstream(host=server.url), limits)

    assert done.post_ids() == ids(1, 3)
    assert any("longer than 10,000 bytes" in gap for gap in done.tally.gaps)


def test_event_from_the_far_future_moves_no_cursor(tmp_path: Path) -> None:
    events = [post_event(1), post_event(2, time_us=4_000_000_000_000_000), post_event(3)]
    with running(JetstreamServer(events)) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(2))
    assert done.state()["cursor"] == START_US + 3000


def test_once_ends_when_all_is_here(tmp_path: Path) -> None:
    now_us = time.time_ns() // 1000
    events = [post_event(number, time_us=now_us + number * 1000) for number in range(3)]
    with running(JetstreamServer(events)) as server:
        done = Collected(tmp_path).run(Jetstream(host=server.url), Limits(once=True, seconds=20))
    assert done.tally.posts >= 1
    assert done.stop.reason == ""


def test_busy_server_is_asked_again_not_before_the_time_it_names(tmp_path: Path) -> None:
    server = JetstreamServer([post_event(1)], answers=[(429, {"Retry-After": "1"}), (503, {})])
    with running(server):
        started = time.monotonic()
        done = Collected(tmp_path).run(Jetstream(host=server.url), until_posts(1))

    assert time.monotonic() - started >= 1.0
    assert done.post_ids() == ids(1)
    assert any("slow down (429)" in sentence for sentence in done.said)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_refusal_for_good_ends_with_a_sentence(tmp_path: Path, status: int) -> None:
    with (
        running(JetstreamServer([], answers=[(status, {})])) as server,
        pytest.raises(CollectError, match=f"127.0.0.1 answered {status}: "),
    ):
        Collected(tmp_path).run(Jetstream(host=server.url))


def test_redirect_to_another_host_is_not_followed(tmp_path: Path) -> None:
    with running(JetstreamServer([post_event(1)])) as other:
        away = {"Location": other.url + "/subscribe"}
        with (
            running(JetstreamServer([], answers=[(302, away)])) as server,
            pytest.raises(CollectError, match="answered 302"),
        ):
            Collected(tmp_path).run(Jetstream(host=server.url))
    assert other.requests == []


def test_many_accounts_are_named_in_a_message(tmp_path: Path) -> None:
    dids = tuple(f"did:plc:{number}" for number in range(150))
    with running(JetstreamServer([post_event(1)])) as server:
        Collected(tmp_path).run(Jetstream(host=server.url, dids=dids), until_posts(1))

    assert server.queries()[0]["requireHello"] == ["true"]
    hello = json.loads(server.hellos[0])
    assert hello["type"] == "options_update"
    assert hello["payload"]["wantedDids"] == list(dids)


def test_other_options_have_a_cursor_of_their_own() -> None:
    assert Jetstream().key("a") != Jetstream(dids=("did:plc:1",)).key("a")
    assert Jetstream().key("a") != Jetstream().key("b")
    assert Jetstream(host="other.example").key("a") == Jetstream().key("a")


@pytest.mark.parametrize(
    ("host", "endpoint"),
    [
        (DEFAULT_HOST, DEFAULT_HOST),
        ("jetstream.example", "wss://jetstream.example/subscribe"),
        ("ws://127.0.0.1:6008", "ws://127.0.0.1:6008/subscribe"),
        ("wss://jetstream.example/own/path", "wss://jetstream.example/own/path"),
    ],
)
def test_host_may_be_short_or_whole(host: str, endpoint: str) -> None:
    assert Jetstream(host=host).endpoint == endpoint


@pytest.mark.parametrize("host", ["https://a.example", "wss://me:pw@a.example", "wss://"])
def test_what_is_no_jetstream_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="is no address of a Jetstream"):
        Jetstream(host=host).check()
