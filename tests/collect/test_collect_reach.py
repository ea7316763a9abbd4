from __future__ import annotations

import socket
from pathlib import Path

import pytest

from collect import Collector, Limits
from collect.sources.feed import Feeds
from collect.sources.jetstream import Jetstream
from collect.sources.mastodon import Mastodon
from tests.collect import feed_server, jetstream_server, mastodon_server
from tests.collect.collecting import Collected


@pytest.fixture
def contacted(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, int]]:
    """Addresses that were connected to, and names that were looked up."""
    found: set[tuple[str, int]] = set()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connecting(self: socket.socket, address: tuple[str, int]) -> None:
        found.add((address[0], address[1]))
        connect(self, address)

    def looking_up(host: str, port: int, *rest: int, **named: int) -> list[object]:
        found.add((host, int(port)))
        return look_up(host, port, *rest, **named)  # type: ignore[return-value]

    monkeypatch.setattr(socket.socket, "connect", connecting)
    monkeypatch.setattr(socket, "getaddrinfo", looking_up)
    return found


def collect(folder: Path, collector: Collector) -> list[str]:
    return Collected(folder).run(collector, Limits(posts=1, seconds=20)).post_ids()


def test_jetstream_contacts_the_named_host_only(
    tmp_path: Path, contacted: set[tuple[str, int]]
) -> None:
    with jetstream_server.running(
        jetstream_server.JetstreamServer([jetstream_server.post_event(1)])
    ) as server:
        assert collect(tmp_path, Jetstream(host=server.url))
    assert contacted == {("127.0.0.1", server.port)}


def test_mastodon_contacts_the_named_host_only(
    tmp_path: Path, contacted: set[tuple[str, int]]
) -> None:
    with mastodon_server.running(mastodon_server.MastodonServer(1, [[0]])) as server:
        assert collect(tmp_path, Mastodon(server.url))
    assert contacted == {("127.0.0.1", server.port)}


def test_feed_contacts_the_named_host_only(tmp_path: Path, contacted: set[tuple[str, int]]) -> None:
    reply = feed_server.Reply(feed_server.rss(1))
    with feed_server.running(feed_server.WebServer({"/": [reply]})) as server:
        assert collect(tmp_path, Feeds((server.url + "/",)))
    assert contacted == {("127.0.0.1", server.port)}
