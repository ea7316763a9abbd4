"""What every request passes before anything of it is parsed: host, size, origin, login.

Pure ASGI, outside the framework: no route can forget it, and refusals carry the headers too.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.context import ApiContext
from api.problems import answer, problem
from api.refusal import login_page

MAX_BODY_BYTES = 1_000_000
OPEN_PATHS = ("/login", "/healthz")
OPEN_FOLDERS = ("/static/",)
USED_UP_BY_READING = ("/login",)
"""Never answered to HEAD: what only looks at a link must not use it up."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """Refuses what may not come in; gives the rest a request id, a nonce and safe headers.

    A route finds `request.state.request_id` and `request.state.csp_nonce`. A response that brings
    its own Content-Security-Policy keeps it.
    """

    def __init__(self, app: ASGIApp, context: ApiContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id = secrets.token_hex(8)
        state["csp_nonce"] = nonce = secrets.token_urlsafe(16)
        headers = Headers(scope=scope)
        sent = _with_headers(
            send, request_id, nonce, private=not scope["path"].startswith("/static/")
        )
        if refusal := self._refusal(scope, headers):
            await _refuse(scope, receive, sent, *refusal)
            return
        if scope["method"] == "HEAD" and scope["path"] not in USED_UP_BY_READING:
            scope = {**scope, "method": "GET"}  # the server sends no body in answer to HEAD
        await self._app(scope, receive, sent)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        """Return status, code and sentence of the first thing that is wrong."""
        if not self._is_own_host(headers.get("host", "")):
            return 421, "host", "This server does not answer to that host name. Use 127.0.0.1."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return 413, "size", _TOO_LARGE
        if "transfer-encoding" in headers:  # the server holds a body to its Content-Length
            return 411, "length", "Send the body with a Content-Length, not in pieces."
        if not self._is_own_origin(scope, headers):
            return 403, "origin", "A page of another origin may not send this request."
        if not self._may_enter(scope["path"], headers):
            return 401, "login", _LOGIN
        return None

    def _is_own_host(self, host: str) -> bool:
        name = _host_name(host)
        return name in self._context.hosts or (self._context.any_address and _is_address(name))

    def _is_own_origin(self, scope: Scope, headers: Headers) -> bool:
        if scope["method"] in SAFE_METHODS:
            return True
        if (site := headers.get("sec-fetch-site")) is not None:  # browsers set it, pages cannot
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()

    def _may_enter(self, path: str, headers: Headers) -> bool:
        if path in OPEN_PATHS or path.startswith(OPEN_FOLDERS):
            return True
        access = self._context.access
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and access.is_bearer(token.strip()):
            return True
        session = read_cookies(headers).get(access.cookie, "")
        return bool(session) and access.knows(session)


_TOO_LARGE = f"The request is larger than {MAX_BODY_BYTES:,} bytes. Send less."
_LOGIN = (
    "Log in first: open the link that `marionet serve` or `marionet link` prints, "
    "or send `Authorization: Bearer` with the token that `marionet link --token` prints."
)


def read_cookies(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the cookies of a request.

    Browsers send those of every other program on this machine too, whatever its port: one that
    is not well formed must not hide ours, as it would in `http.cookies`.
    """
    return cookie_parser(headers.get("cookie", ""))


def content_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of a page: nothing from elsewhere, scripts by nonce."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _with_headers(send: Send, request_id: str, nonce: str, *, private: bool) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = request_id
            headers.setdefault("Content-Security-Policy", content_policy(nonce))
            # static files are asked for again each time: after an upgrade none may be of old
            headers.setdefault("Cache-Control", "no-store" if private else "no-cache")
            if private:
                # not on static files: a sandboxed frame is of no origin and may need them
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        await send(message)

    return sent


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, code: str, detail: str
) -> None:
    headers = Headers(scope=scope)
    wants_html = "text/html" in headers.get("accept", "")
    if status == 401 and wants_html and not scope["path"].startswith("/api/"):
        response = login_page(status, "This page needs a login.")
    else:
        found = problem(
            scope["state"]["request_id"],
            status=status,
            code=code,
            title="The request was refused.",
            detail=detail,
        )
        extra = {"WWW-Authenticate": 'Bearer realm="marionet"'} if status == 401 else {}
        response = answer(found, extra)
    await response(scope, receive, send)


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
