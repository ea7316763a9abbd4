"""A Jetstream on this machine: the real protocol over real WebSockets, and faults on demand."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

START_US = 1_740_830_400_000_000


def post_event(number: int, *, time_us: int | None = None, text: str = "") -> str:
    """A post by one of ten invented accounts."""
    at_us = START_US + number * 1000 if time_us is None else time_us
    return json.dumps(
        {
            "did": f"did:plc:invented{number % 10}",
            "time_us": at_us,
            "kind": "commit",
            "commit": {
                "rev": f"r{number}",
                "operation": "create",
                "collection": "app.bsky.feed.post",
                "rkey": f"k{number}",
                "record": {
                    "$type": "app.bsky.feed.post",
                    "createdAt": "2025-03-01T12:00:00.000Z",
                    "text": text or f"post {number}",
                },
                "cid": f"bafy{number}",
            },
        }
    )


def post_id(number: int) -> str:
    return f"bluesky:at://did:plc:invented{number % 10}/app.bsky.feed.post/k{number}"


@dataclass
class JetstreamServer:
    """Plays events in order; a cursor begins at the first that is not older.

    Attributes:
        events: All events, oldest first.
        drops: How many events each connection sends before the line is cut; then it stays open.
        oldest: Index of the first event that is still kept.
        live_from: Index of the first event that a connection without cursor gets.
        answers: Status and headers of connections that are refused, in order.
        pause_s: Between two events.
    """

    events: list[str]
    drops: list[int] = field(default_factory=list[int])
    oldest: int = 0
    live_from: int = 0
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    pause_s: float = 0.0
    requests: list[Request] = field(default_factory=list)
    hellos: list[str] = field(default_factory=list)
    sent: int = 0
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def queries(self) -> list[dict[str, list[str]]]:
        return [parse_qs(urlsplit(request.path).query) for request in self.requests]

    def refuse(self, connection: ServerConnection, request: Request) -> Response | None:
        self.requests.append(request)
        if not self.answers:
            return None
        status, headers = self.answers.pop(0)
        response = connection.respond(HTTPStatus(status), "refused\n")
        for name, value in headers.items():
            response.headers[name] = value
        return response

    def play(self, connection: ServerConnection) -> None:
        query = parse_qs(urlsplit(connection.request.path).query) if connection.request else {}
        if query.get("requireHello") == ["true"]:
            self.hellos.append(str(connection.recv()))
        at = self._begin(query)
        left = self.drops.pop(0) if self.drops else None
        try:
            while not self.closing.is_set():
                if left == 0:
                    connection.socket.shutdown(socket.SHUT_RDWR)
                    return
                if at == len(self.events):
                    self.closing.wait(0.02)
                    continue
                connection.send(self.events[at])
                at += 1
                self.sent += 1
                left = None if left is None else left - 1
                time.sleep(self.pause_s)
        except ConnectionClosed:
            return

    def _begin(self, query: dict[str, list[str]]) -> int:
        if "cursor" not in query:
            return self.live_from
        cursor = int(query["cursor"][0])
        for at in range(self.oldest, len(self.events)):
            try:
                if json.loads(self.events[at])["time_us"] >= cursor:
                    return at
            except (ValueError, KeyError):
                continue
        return len(self.events)


@contextmanager
def running(server: JetstreamServer) -> Iterator[JetstreamServer]:
    """Serve until the block ends."""
    listening: Server = serve(
        server.play, "127.0.0.1", 0, process_request=server.refuse, compression=None
    )
    server.port = listening.socket.getsockname()[1]
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        listening.shutdown()
        thread.join()
