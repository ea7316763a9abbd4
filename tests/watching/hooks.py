"""A real web hook on this machine that answers as it is told and keeps what it got."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hook:
    """What a receiver got, and how it answers.

    Attributes:
        status: Answer to every request.
        location: Header of redirects.
        delay_s: How long it thinks before it answers.
        endless: Whether the body of the answer never ends.
    """

    status: int = 204
    location: str = ""
    delay_s: float = 0.0
    endless: bool = False
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    got: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for headers in self.headers]


@contextmanager
def open_hook(hook: Hook) -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.headers.append(dict(self.headers.items()))
            hook.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            hook.got.set()
            hook.over.wait(hook.delay_s)
            try:
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.end_headers()
                while hook.endless and not hook.over.is_set():
                    self.wfile.write(b"x" * 1000)
                    time.sleep(0.01)
            except OSError:
                pass

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hook.url = f"http://127.0.0.1:{server.server_port}/services/T0/secret-in-path"
    try:
        yield hook
    finally:
        hook.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
