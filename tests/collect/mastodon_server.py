"""A Mastodon instance on this machine: streams over WebSockets and timelines over HTTP."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve


def status(number: int) -> dict[str, object]:
    """A post by one of three invented accounts."""
    name = f"person{number % 3}"
    host = "https://social.example"
    return {
        "id": str(1000 + number),
        "created_at": f"2025-03-01T12:00:{number % 60:02}.000Z",
        "in_reply_to_id": None,
        "visibility": "public",
        "language": "en",
        "uri": f"{host}/users/{name}/statuses/{1000 + number}",
        "url": f"{host}/@{name}/{1000 + number}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "content": f"<p>post {number}</p>",
        "reblog": None,
        "account": {
            "id": str(number % 3),
            "username": name,
            "acct": f"{name}@social.example",
            "display_name": name,
            "url": f"{host}/@{name}",
            "followers_count": 1,
            "following_count": 2,
            "statuses_count": 3,
        },
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "emojis": [],
    }


def post_id(number: int) -> str:
    name = f"person{number % 3}"
    return f"mastodon:https://social.example/users/{name}/statuses/{1000 + number}"


def update(number: int) -> str:
    payload = json.dumps(status(number), separators=(",", ":"))
    return json.dumps({"stream": ["public"], "event": "update", "payload": payload})


@dataclass
class MastodonServer:
    """Has statuses 0 to `count`; each connection streams the numbers that are planned for it.

    Attributes:
        count: Statuses that the timelines hold.
        plans: What each connection sends, statuses by number or raw text; after it the connection
            is cut, but for the last, which stays open.
        token: Access token that is asked for; None: none.
        streaming: Host of the streams as the instance says; None: it does not say.
        answers: Status and headers of timeline requests that fail, in order.
        indent: Whether timelines are written over many lines.
    """

    count: int
    plans: list[list[int | str]]
    token: str | None = None
    streaming: str | None = None
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    indent: bool = False
    requests: list[Request] = field(default_factory=list)
    pages: list[str] = field(default_factory=list[str])
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def process(self, connection: ServerConnection, request: Request) -> Response | None:
        self.requests.append(request)
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return connection.respond(HTTPStatus.UNAUTHORIZED, "{}\n")
        path = urlsplit(request.path).path
        if path == "/api/v1/streaming":
            return None
        if path == "/api/v2/instance" and self.streaming:
            urls = {"configuration": {"urls": {"streaming": self.streaming}}}
            return connection.respond(HTTPStatus.OK, json.dumps(urls))
        if path.startswith("/api/v1/timelines/"):
            return self._timeline(connection, request)
        return connection.respond(HTTPStatus.NOT_FOUND, "{}\n")

    def _timeline(self, connection: ServerConnection, request: Request) -> Response:
        if self.answers:
            code, headers = self.answers.pop(0)
            response = connection.respond(HTTPStatus(code), "{}\n")
            for name, value in headers.items():
                response.headers[name] = value
            return response
        query = parse_qs(urlsplit(request.path).query)
        limit = int(query["limit"][0])
        if "min_id" in query:
            first = int(query["min_id"][0]) - 1000 + 1
            numbers = range(first, min(first + limit, self.count))
        else:
            numbers = range(max(0, self.count - limit), self.count)
        found = [status(number) for number in reversed(numbers)]
        style = {"indent": 1} if self.indent else {"separators": (",", ":")}
        body = json.dumps(found, **style)  # type: ignore[arg-type]
        self.pages.append(body)
        return connection.respond(HTTPStatus.OK, body)

    def play(self, connection: ServerConnection) -> None:
        plan = self.plans.pop(0) if self.plans else []
        try:
            for item in plan:
                connection.send(update(item) if isinstance(item, int) else item)
            if self.plans:
                connection.socket.shutdown(socket.SHUT_RDWR)
                return
            while not self.closing.wait(0.02):
                pass
        except ConnectionClosed:
            return


@contextmanager
def running(server: MastodonServer) -> Iterator[MastodonServer]:
    """Serve until the block ends."""
    listening = serve(server.play, "127.0.0.1", 0, process_request=server.process)
    server.port = listening.socket.getsockname()[1]
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        listening.shutdown()
        thread.join()
