"""Who may come in: one-time links, sessions behind a cookie, the token of scripts."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

LINK_LIFE_S = 12 * 3600
"""A link that nobody opened is worthless after this many seconds."""

SESSION_LIFE_S = 7 * 24 * 3600
"""A browser must come with a new link after this many seconds."""

MAX_SESSIONS = 1_000


class Links:
    """One-time tokens as empty files, so that another process of the workspace can add one.

    A file is named by the SHA-256 of its token: who reads the folder cannot log in. Redeeming a
    token removes its file, which exactly one of two callers can do.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self) -> str:
        """Return a new token of 256 bits; old ones that nobody used are forgotten."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            if _age_s(path) > LINK_LIFE_S:
                path.unlink(missing_ok=True)
        token = secrets.token_urlsafe(32)
        (self._folder / _digest(token)).touch(mode=0o600, exist_ok=False)
        return token

    def redeem(self, token: str) -> bool:
        """Use up a token; False when there is no such token (any more)."""
        path = self._folder / _digest(token)
        fresh = _age_s(path) <= LINK_LIFE_S
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        return fresh


@dataclass(slots=True)
class Access:
    """Checks what a request brings along.

    Attributes:
        bearer: The token of scripts.
        links: The one-time links.
        cookie: Name of the cookie; it carries the port, since browsers share cookies between ports.
    """

    bearer: str = field(repr=False)
    links: Links
    cookie: str = "marionet"
    _sessions: dict[str, float] = field(default_factory=dict[str, float], repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def log_in(self, token: str) -> str | None:
        """Return a new session for a one-time token, None when the token is not good."""
        if not self.links.redeem(token):
            return None
        session = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            self._sessions = {k: end for k, end in self._sessions.items() if end > now}
            while len(self._sessions) >= MAX_SESSIONS:
                self._sessions.pop(next(iter(self._sessions)))
            self._sessions[_digest(session)] = now + SESSION_LIFE_S
        return session

    def log_out(self, session: str) -> None:
        """Forget a session."""
        with self._lock:
            self._sessions.pop(_digest(session), None)

    def knows(self, session: str) -> bool:
        """Whether the session is open."""
        with self._lock:
            return self._sessions.get(_digest(session), 0.0) > time.monotonic()

    def is_bearer(self, token: str) -> bool:
        """Whether this is the token of scripts; takes the same time however much of it is right."""
        return hmac.compare_digest(token.encode(), self.bearer.encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
