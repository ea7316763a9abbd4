from __future__ import annotations

import gzip
import time
import zlib
from pathlib import Path

import pytest

from collect import Limits
from collect.sources.feed import Feeds
from marionet.errors import CollectError, UsageError
from tests.collect.collecting import Collected
from tests.collect.feed_server import Reply, WebServer, post_id, rss, running

SECRET = "s3cret"  # noqa: S105
MOVED = {"Location": "/new"}


def ids(*numbers: int) -> list[str]:
    return sorted(post_id(number) for number in numbers)


def once(folder: Path, server: WebServer, path: str = "/feed", **options: str) -> Collected:
    return Collected(folder).run(Feeds((server.url + path,), **options))  # type: ignore[arg-type]


def one(*replies: Reply) -> WebServer:
    return WebServer({"/feed": list(replies)})


def test_answer_is_kept_as_it_was_received(tmp_path: Path) -> None:
    with running(one(Reply(rss(1, 2)))) as server:
        done = once(tmp_path, server)

    assert done.post_ids() == ids(1, 2)
    assert done.originals() == [rss(1, 2)]
    [log] = done.logs()
    assert [entry["event"] for entry in log] == ["capture", "answer", "end"]
    assert (log[1]["status"], log[1]["url"]) == (200, server.url + "/feed")
    assert done.vault.batches()[0].options["collected_from"] == server.url + "/feed"
    assert done.left() == set()


def test_packed_answer_is_kept_packed(tmp_path: Path) -> None:
    packed = gzip.compress(rss(1))
    with running(one(Reply(packed, headers={"Content-Encoding": "gzip"}))) as server:
        done = once(tmp_path, server)

    assert done.originals() == [packed]
    assert done.post_ids() == ids(1)


def test_nothing_new_costs_nothing(tmp_path: Path) -> None:
    tag = {"ETag": '"v1"', "Last-Modified": "Sat, 01 Mar 2025 12:00:00 GMT"}
    with running(one(Reply(rss(1), headers=tag))) as server:
        once(tmp_path, server)
        done = once(tmp_path, server)

    assert len(done.originals()) == 1
    asked = server.requests[1][1]
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Sat, 01 Mar 2025 12:00:00 GMT"


def test_the_same_answer_without_etag_is_kept_once(tmp_path: Path) -> None:
    with running(one(Reply(rss(1)))) as server:
        once(tmp_path, server)
        done = once(tmp_path, server)
    assert len(done.originals()) == 1


def test_address_is_asked_again_and_again(tmp_path: Path) -> None:
    with running(one(Reply(rss(1)), Reply(rss(1, 2)), Reply(rss(2, 3)))) as server:
        feeds = Feeds((server.url + "/feed",), every_s=1.0)
        done = Collected(tmp_path).run(feeds, Limits(posts=3, seconds=20))

    assert done.post_ids() == ids(1, 2, 3)
    assert sum(report.duplicates for report in done.tally.reports) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=429, headers={"Retry-After": "1"}),
        Reply(status=503, headers={"Retry-After": "1"}),
        Reply(rss(1)[:50], torn=True),
        Reply(gzip.compress(rss(1))[:40], headers={"Content-Encoding": "gzip"}),
        Reply(b"rubbish", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["429", "503", "torn", "torn gzip", "damaged gzip"],
)
def test_what_passes_is_tried_again(
    tmp_path: Path, reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collect.sources.feed.FIRST_WAIT_S", 0.1)
    with running(one(reply, Reply(rss(1)))) as server:
        started = time.monotonic()
        done = once(tmp_path, server)

    assert done.post_ids() == ids(1)
    assert done.originals() == [rss(1)]
    assert time.monotonic() - started >= float(reply.headers.get("Retry-After", 0))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_refusal_for_good_ends_with_a_sentence(tmp_path: Path, status: int) -> None:
    with (
        running(one(Reply(status=status))) as server,
        pytest.raises(CollectError, match=f"127.0.0.1 answered {status}: "),
    ):
        once(tmp_path, server)
    assert server.paths() == ["/feed"]


def test_the_other_addresses_go_on_when_one_refuses(tmp_path: Path) -> None:
    server = WebServer({"/a": [Reply(status=410)], "/b": [Reply(rss(1))]})
    done = Collected(tmp_path)
    with running(server), pytest.raises(CollectError, match="410"):
        done.run(Feeds((server.url + "/a", server.url + "/b")))
    assert done.post_ids() == ids(1)


def test_server_that_fails_on_and_on_ends_a_single_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collect.sources.feed.FIRST_WAIT_S", 0.05)
    with running(one(Reply(status=500))) as server, pytest.raises(CollectError, match="500"):
        once(tmp_path, server)
    assert len(server.requests) == 3


@pytest.mark.parametrize(("status", "later"), [(301, "/new"), (308, "/new"), (302, "/feed")])
def test_only_what_moved_for_good_is_asked_there_later(
    tmp_path: Path, status: int, later: str
) -> None:
    server = WebServer({"/feed": [Reply(status=status, headers=MOVED)], "/new": [Reply(rss(1))]})
    with running(server):
        once(tmp_path, server)
        done = once(tmp_path, server)

    assert done.post_ids() == ids(1)
    assert server.paths()[:3] == ["/feed", "/new", later]
    assert [entry["url"] for entry in done.logs()[0] if entry["event"] == "answer"] == [
        server.url + "/feed",
        server.url + "/new",
    ]


def test_where_it_moved_to_is_forgotten_when_it_is_gone(tmp_path: Path) -> None:
    moved = Reply(status=301, headers=MOVED)
    server = WebServer(
        {"/feed": [moved, Reply(rss(1, 2))], "/new": [Reply(rss(1)), Reply(status=404)]}
    )
    with running(server):
        once(tmp_path, server)
        done = once(tmp_path, server)

    assert done.post_ids() == ids(1, 2)
    assert server.paths() == ["/feed", "/new", "/new", "/feed"]


def test_redirects_in_a_circle_end_with_a_sentence(tmp_path: Path) -> None:
    with (
        running(one(Reply(status=302, headers={"Location": "/feed"}))) as server,
        pytest.raises(CollectError, match="redirects more than 5 times"),
    ):
        once(tmp_path, server)


@pytest.mark.parametrize("target", ["file:///etc/hosts", "ftp://a.example/", "https://", ""])
def test_redirect_to_what_is_no_web_address_is_refused(tmp_path: Path, target: str) -> None:
    with (
        running(one(Reply(status=302, headers={"Location": target}))) as server,
        pytest.raises(CollectError, match="no address of the web"),
    ):
        once(tmp_path, server)


def test_answer_that_is_too_big_is_refused(tmp_path: Path) -> None:
    with running(one(Reply(b"x" * 5000))) as server, pytest.raises(CollectError, match="1,000"):
        Collected(tmp_path).run(
            Feeds((server.url + "/feed",)), Limits(once=True, message_size=1000)
        )


def test_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    reply = Reply(bomb, headers={"Content-Encoding": "gzip"})
    with running(one(reply)) as server, pytest.raises(CollectError, match="in one answer"):
        once(tmp_path, server)


def test_packing_that_was_not_asked_for_is_refused(tmp_path: Path) -> None:
    reply = Reply(zlib.compress(rss(1)), headers={"Content-Encoding": "deflate"})
    with running(one(reply)) as server, pytest.raises(CollectError, match="'deflate'"):
        once(tmp_path, server)


def test_what_no_format_knows_is_kept_aside_and_told(tmp_path: Path) -> None:
    with running(one(Reply(b"<html>no feed</html>"))) as server:
        done = once(tmp_path, server)

    assert done.tally.problems
    assert "no format that Marionet knows" in done.tally.problems[0]
    [kept] = done.spool.rglob("refused/*.body")
    assert kept.read_bytes() == b"<html>no feed</html>"


def test_token_is_sent_to_its_host_only_and_kept_nowhere(tmp_path: Path) -> None:
    with running(WebServer({"/there": [Reply(rss(1))]})) as other:
        away = Reply(status=301, headers={"Location": f"http://localhost:{other.port}/there"})
        with running(one(away)) as server:
            once(tmp_path, server, token=SECRET)
            done = once(tmp_path, server, token=SECRET)

    assert server.requests[0][1]["authorization"] == f"Bearer {SECRET}"
    assert all("authorization" not in headers for _, headers in other.requests)
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert SECRET.encode() not in kept + str(done.logs()).encode() + str(done.said).encode()


def test_each_request_says_who_asks(tmp_path: Path) -> None:
    with running(one(Reply(rss(1)))) as server:
        once(tmp_path, server)
    assert server.requests[0][1]["user-agent"] == "Marionet/test"


@pytest.mark.parametrize(
    "urls", [("http://a.example/",), ("https://a.example/", "https://b.example/")]
)
def test_token_does_not_go_astray(urls: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="token"):
        Feeds(urls, token=SECRET).check()


@pytest.mark.parametrize(
    "urls",
    [
        ("ftp://a.example/",),
        ("a.example/feed",),
        ("https://me:pw@a.example/feed",),
        ("https://a.example/feed?access_token=x",),
        ("https://a.example/", "https://a.example/"),
    ],
)
def test_wrong_addresses_are_refused(urls: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        Feeds(urls).check()
