"""A web server on this machine that answers as it is told, torn bodies included."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def rss(*numbers: int) -> bytes:
    """A feed of invented items."""
    items = "".join(
        f"<item><title>item {n}</title><guid>https://news.example/{n}</guid>"
        f"<pubDate>Sat, 01 Mar 2025 12:00:{n:02} GMT</pubDate></item>"
        for n in numbers
    )
    home = "<link>https://news.example/</link>"
    return f'<rss version="2.0"><channel>{home}{items}</channel></rss>'.encode()


def post_id(number: int) -> str:
    return f"web:https://news.example/{number}"


@dataclass(frozen=True)
class Reply:
    """One answer; a torn one promises more bytes than it sends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    torn: bool = False


@dataclass
class WebServer:
    """Gives the replies of each path in order; the last one again and again."""

    replies: dict[str, list[Reply]]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def reply(self, path: str, headers: dict[str, str]) -> Reply:
        self.requests.append((path, headers))
        replies = self.replies.get(path, [Reply(status=404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        tag = reply.headers.get("ETag")
        if tag and headers.get("if-none-match") == tag:
            return Reply(status=304, headers=reply.headers)
        return reply


@contextmanager
def running(server: WebServer) -> Iterator[WebServer]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            reply = server.reply(self.path, sent)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) + 100 * reply.torn))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = reply.torn

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
