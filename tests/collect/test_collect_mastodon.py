from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from collect import Limits
from collect.sources.mastodon import Mastodon
from marionet.errors import CollectError, UsageError
from tests.collect.collecting import Collected
from tests.collect.mastodon_server import MastodonServer, post_id, running, update

SECRET = "s3cret"  # noqa: S105


def ids(*numbers: int) -> list[str]:
    return sorted(post_id(number) for number in numbers)


def until_posts(number: int) -> Limits:
    return Limits(posts=number, seconds=30)


def test_stream_is_kept_as_it_was_received(tmp_path: Path) -> None:
    with running(MastodonServer(3, [[0, 1, 2]])) as server:
        done = Collected(tmp_path).run(Mastodon(server.url), until_posts(3))

    assert done.post_ids() == ids(0, 1, 2)
    assert done.originals() == ["".join(update(n) + "\n" for n in range(3)).encode()]
    assert done.left() == set()


def test_what_was_missed_while_the_stream_was_down_is_fetched(tmp_path: Path) -> None:
    # The stream gives 0 and 1, breaks off, and goes on with 90: 88 statuses are on three pages.
    with running(MastodonServer(91, [[0, 1], [90]])) as server:
        done = Collected(tmp_path).run(Mastodon(server.url), until_posts(3 + 89))

    assert done.post_ids() == ids(*range(91))
    assert done.tally.gaps == []
    assert done.tally.reconnects == 1


def test_pages_can_be_made_again_from_their_lines(tmp_path: Path) -> None:
    with running(MastodonServer(5, [])) as server:
        done = Collected(tmp_path).run(Mastodon(server.url))
    [page] = [entry for entry in done.logs()[0] if entry["event"] == "page"]
    lines = done.originals()[0].split(b"\n")[page["lines"][0] - 1 : page["lines"][1]]
    body = b"[" + b",".join(lines) + b"]"

    assert body.decode() == server.pages[0]
    assert hashlib.sha256(body).hexdigest() == page["answer"]["sha256"]


def test_page_that_cannot_be_made_again_is_kept_whole(tmp_path: Path) -> None:
    with running(MastodonServer(5, [], indent=True)) as server:
        done = Collected(tmp_path).run(Mastodon(server.url))

    assert done.originals() == [server.pages[0].encode()]
    assert done.post_ids() == ids(*range(5))


def test_next_collection_fetches_what_came_meanwhile(tmp_path: Path) -> None:
    with running(MastodonServer(2, [])) as server:
        Collected(tmp_path).run(Mastodon(server.url))
        server.count = 50
        done = Collected(tmp_path).run(Mastodon(server.url))

    assert done.post_ids() == ids(*range(50))


def test_what_cannot_be_fetched_is_reported_as_a_gap(tmp_path: Path) -> None:
    server = MastodonServer(9, [[0], [8]], answers=[(401, {})])
    with running(server):
        done = Collected(tmp_path).run(Mastodon(server.url), Limits(seconds=4))

    assert done.post_ids() == ids(0, 8)
    [gap] = done.tally.gaps
    assert "could not be had" in gap
    assert "401" in gap
    assert any(entry["event"] == "gap" for log in done.logs() for entry in log)


def test_exhausted_rate_limit_is_waited_for(tmp_path: Path) -> None:
    server = MastodonServer(3, [], answers=[(429, {"Retry-After": "1"})])
    with running(server):
        done = Collected(tmp_path).run(Mastodon(server.url))
    assert done.post_ids() == ids(0, 1, 2)
    assert any("slow down" in sentence for sentence in done.said)


def test_heartbeats_deletions_and_rubbish_are_no_posts(tmp_path: Path) -> None:
    plan: list[int | str] = [0, "", '{"event":"delete","payload":"1000"}', "{rubbish", 1]
    with running(MastodonServer(2, [plan])) as server:
        done = Collected(tmp_path).run(Mastodon(server.url), until_posts(2))

    assert done.post_ids() == ids(0, 1)
    assert done.tally.reports[0].rejects == 1


def test_token_is_sent_in_a_header_and_kept_nowhere(tmp_path: Path) -> None:
    with running(MastodonServer(1, [[0]], token=SECRET)) as server:
        done = Collected(tmp_path).run(Mastodon(server.url, token=SECRET), until_posts(1))

    assert done.post_ids() == ids(0)
    assert all(SECRET not in request.path for request in server.requests)
    assert SECRET not in str(done.logs()) + str(done.said) + str(done.state())


def test_missing_token_ends_with_a_sentence(tmp_path: Path) -> None:
    with (
        running(MastodonServer(1, [[0]], token=SECRET)) as server,
        pytest.raises(CollectError, match="--token-file"),
    ):
        Collected(tmp_path).run(Mastodon(server.url), until_posts(1))


def test_refused_stream_ends_with_a_sentence(tmp_path: Path) -> None:
    plan: list[int | str] = ['{"error":"Unknown stream type","status":400}']
    with (
        running(MastodonServer(1, [plan])) as server,
        pytest.raises(CollectError, match="Unknown stream type"),
    ):
        Collected(tmp_path).run(Mastodon(server.url), until_posts(1))


def test_streams_at_the_house_of_somebody_else_are_not_followed(tmp_path: Path) -> None:
    with (
        running(MastodonServer(1, [[0]], streaming="wss://elsewhere.example")) as server,
        pytest.raises(CollectError, match="another house"),
    ):
        Collected(tmp_path).run(Mastodon(server.url), until_posts(1))


def test_streams_may_have_a_host_of_their_own(tmp_path: Path) -> None:
    with running(MastodonServer(1, [[0]])) as streams:
        named = streams.url.replace("http", "ws")
        with running(MastodonServer(1, [], streaming=named)) as server:
            done = Collected(tmp_path).run(Mastodon(server.url), until_posts(1))
    assert done.post_ids() == ids(0)


@pytest.mark.parametrize(
    ("source", "address"),
    [
        (Mastodon("a.example"), "https://a.example/api/v1/timelines/public?limit=40"),
        (
            Mastodon("a.example", stream="public:local:media"),
            "https://a.example/api/v1/timelines/public?limit=40&local=true&only_media=true",
        ),
        (
            Mastodon("a.example", stream="hashtag:local", tag="车/a"),
            "https://a.example/api/v1/timelines/tag/%E8%BD%A6%2Fa?limit=40&local=true",
        ),
    ],
)
def test_each_stream_has_its_timeline(source: Mastodon, address: str) -> None:
    assert source.page_url(None) == address


@pytest.mark.parametrize(
    "source",
    [
        Mastodon("https://me:pw@a.example"),
        Mastodon("a.example/path"),
        Mastodon("http://a.example", token=SECRET),
        Mastodon("a.example", token=SECRET, streaming="ws://a.example"),
        Mastodon("a.example", stream="user"),
        Mastodon("a.example", stream="hashtag"),
        Mastodon("a.example", tag="x"),
    ],
)
def test_wrong_calls_are_refused(source: Mastodon) -> None:
    with pytest.raises(UsageError):
        source.check()
