"""Ids inside paths: one segment each, whatever they hold.

Servers decode `%2F` before they match routes, so an id with a slash would break in two. Below
/api/ the path is read again as it was sent: segments are cut first and decoded after.
"""

from __future__ import annotations

from urllib.parse import unquote

from starlette.convertors import Convertor, register_url_convertor
from starlette.types import ASGIApp, Receive, Scope, Send

_SLASH = "\ue02f"  # private use: stands for a slash inside a segment while routes are matched
PREFIX = b"/api/"


class _Id(Convertor[str]):
    regex = "[^/]+"

    def convert(self, value: str) -> str:
        return value.replace(_SLASH, "/")

    def to_string(self, value: str) -> str:
        return value.replace("/", _SLASH)


register_url_convertor("id", _Id())


def match_path(raw: bytes) -> str:
    """Return the path for matching: decoded, with the slashes inside segments set apart."""
    segments = raw.decode("ascii", "replace").split("/")
    return "/".join(unquote(segment).replace("/", _SLASH) for segment in segments)


class IdPaths:
    """Sets the path of API requests, so that `{name:id}` takes exactly one segment as sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        raw = scope.get("raw_path") if scope["type"] == "http" else None
        if raw and raw.startswith(PREFIX):
            scope = {**scope, "path": match_path(raw.partition(b"?")[0])}
        await self._app(scope, receive, send)
