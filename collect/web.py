"""HTTP as a client: bodies as received, failures as what they mean, never faster than is polite."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from collect.desk import Desk
from collect.failures import Temporary, refusal
from collect.moments import iso, now_us
from marionet.errors import CollectError, UsageError

MAX_REDIRECTS = 5
TIMEOUTS = httpx.Timeout(connect=15.0, read=30.0, write=15.0, pool=15.0)
WHOLE_S = 120.0  # an answer that drips longer than this is given up
POLITE_S = 1.0  # between two requests to one host
_SECRET_HEADERS = frozenset(("authorization", "cookie", "set-cookie", "proxy-authorization"))
_PERMANENT_REDIRECTS = frozenset((301, 308))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: 200 or 304.
        headers: Names in lower case, without cookies.
        body: As received: packed where `content-encoding` says so.
        content: The body, unpacked.
        moved_to: Where the address has moved for good; None: nowhere.
        notes: What was asked and answered, redirects included, for the log.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    content: bytes
    moved_to: str | None
    notes: list[dict[str, Any]]


class Web:
    """Asks for one address after the other; use as a context manager.

    Args:
        desk: Limits, the request to end, User-Agent.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked_s: dict[str, float] = {}
        self._client = httpx.Client(
            headers={"User-Agent": desk.agent, "Accept-Encoding": "gzip"},
            timeout=TIMEOUTS,
            follow_redirects=False,
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, token: str | None = None
    ) -> Answer:
        """Ask for an address and follow up to five redirects.

        Args:
            url: http or https.
            headers: Further headers.
            token: Sent as bearer token, to the host of `url` only.

        Raises:
            Temporary: The server cannot be reached, or asks to wait.
            CollectError: It refuses for good, or the answer is too big.
        """
        asked, permanent = url, True
        notes: list[dict[str, Any]] = []
        for _ in range(MAX_REDIRECTS + 1):
            sent = dict(headers or {})
            if token and _origin(asked) == _origin(url):
                sent["Authorization"] = f"Bearer {token}"
            status, received, body = self._ask(asked, sent, notes)
            if status not in _REDIRECTS:
                content = _unpacked(body, received, asked, self._desk.limits.message_size)
                moved = asked if permanent and asked != url else None
                return Answer(status, received, body, content, moved, notes)
            permanent = permanent and status in _PERMANENT_REDIRECTS
            asked = _next(asked, received.get("location", ""))
        raise CollectError(f"{_place(url)} redirects more than {MAX_REDIRECTS} times.")

    def _ask(
        self, url: str, headers: dict[str, str], notes: list[dict[str, Any]]
    ) -> tuple[int, dict[str, str], bytes]:
        place = _place(url)
        self._be_polite(place)
        asked_us = now_us()
        started_s = time.monotonic()
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                received = {k.lower(): v for k, v in response.headers.items()}
                body = self._body(response, place, started_s) if response.is_success else b""
                status = response.status_code
        except httpx.InvalidURL as error:
            raise UsageError(f"{url} is no address of the web ({error}).") from error
        except httpx.ConnectError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise CollectError(
                    f"The certificate of {place} is not valid ({error}). "
                    "Check the address, and the clock of this machine."
                ) from error
            raise Temporary(f"{place} cannot be reached ({error})") from error
        except httpx.HTTPError as error:
            words = str(error) or type(error).__name__
            raise Temporary(f"the answer of {place} did not come whole ({words})") from error
        notes.append(
            {
                "event": "answer",
                "url": url,
                "asked_at": iso(asked_us),
                "at": iso(now_us()),
                "sent": _shown({**dict(self._client.headers), **headers}),
                "status": status,
                "headers": _shown(received),
                "bytes": len(body),
            }
        )
        if not response.is_success and status != 304 and status not in _REDIRECTS:
            raise refusal(place, status, received, time.time())
        return status, received, body

    def _body(self, response: httpx.Response, place: str, started_s: float) -> bytes:
        limit = self._desk.limits.message_size
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_raw():
            size += len(piece)
            pieces.append(piece)
            if size > limit:
                raise CollectError(f"{place} sends more than {limit:,} bytes in one answer.")
            if time.monotonic() - started_s > WHOLE_S:
                raise Temporary(f"the answer of {place} did not come within {WHOLE_S:.0f} s")
            if self._desk.stop.asked:
                raise Temporary(f"the answer of {place} was broken off")
        return b"".join(pieces)

    def _be_polite(self, place: str) -> None:
        last_s = self._asked_s.get(place)
        if last_s is not None:
            self._desk.wait(POLITE_S - (time.monotonic() - last_s))
        self._asked_s[place] = time.monotonic()


def _unpacked(body: bytes, headers: Mapping[str, str], url: str, limit: int) -> bytes:
    """Return a body without its packing.

    Raises:
        Temporary: It is damaged.
        CollectError: It is too big, or packed in a way that was not asked for.
    """
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing in {"", "identity"} or not body:
        return body
    if packing not in {"gzip", "x-gzip"}:
        raise CollectError(
            f"{_place(url)} packs its answer as {packing[:30]!r}, which it was not asked for."
        )
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise Temporary(f"the answer of {_place(url)} is damaged ({error})") from error
    if len(content) > limit:
        raise CollectError(f"{_place(url)} sends more than {limit:,} bytes in one answer.")
    if not unpacker.eof:
        raise Temporary(f"the answer of {_place(url)} ends too early")
    return content


def _next(url: str, location: str) -> str:
    """Return where a redirect leads.

    Raises:
        CollectError: Nowhere, or from an encrypted address to one that is not.
    """
    there = urljoin(url, location)
    parts = urlsplit(there)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not location:
        raise CollectError(f"{_place(url)} redirects to what is no address of the web.")
    if urlsplit(url).scheme == "https" and parts.scheme == "http":
        raise CollectError(
            f"{_place(url)} redirects to {parts.hostname} without encryption, which is not "
            "followed. Give that address yourself if you trust the way to it."
        )
    return there


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name.lower(): value
        for name, value in headers.items()
        if name.lower() not in _SECRET_HEADERS
    }


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _place(url: str) -> str:
    return urlsplit(url).hostname or url
