"""A WebSocket as a client: messages as bytes, failures as what they mean."""

from __future__ import annotations

import ssl
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidProxy,
    InvalidStatus,
    InvalidURI,
)
from websockets.sync.client import ClientConnection, reconnect
from websockets.typing import Subprotocol

from collect.failures import Temporary, refusal
from marionet.errors import CollectError, UsageError

OPEN_TIMEOUT_S = 15.0
CLOSE_TIMEOUT_S = 2.0
MAX_WAITING = 4096  # messages
TOO_BIG = 1009


class Oversize(Temporary):
    """A message was longer than is accepted; the connection was given up for it."""


class Socket:
    """An open connection."""

    def __init__(self, connection: ClientConnection, place: str) -> None:
        self._connection = connection
        self._place = place

    @property
    def response_headers(self) -> dict[str, str]:
        """Headers of the answer that opened the connection."""
        response = self._connection.response
        return {} if response is None else {k.lower(): v for k, v in response.headers.raw_items()}

    def send(self, text: str) -> None:
        """Send one message.

        Raises:
            Temporary: The connection is lost.
        """
        try:
            self._connection.send(text)
        except ConnectionClosed as error:
            raise self._lost(error) from error

    def receive(self, timeout_s: float) -> bytes | None:
        """Return the next message as it was received, or None when none comes in time.

        Raises:
            Temporary: The connection is lost.
            Oversize: The message is too long.
        """
        try:
            return self._connection.recv(timeout=timeout_s, decode=False)
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise self._lost(error) from error

    def _lost(self, error: ConnectionClosed) -> Temporary:
        sent, received = error.sent, error.rcvd
        if sent is not None and sent.code == TOO_BIG:
            return Oversize(f"{self._place} sent a message that is too long")
        if received is not None:
            words = f", {received.reason[:100]}" if received.reason else ""
            return Temporary(f"{self._place} closed the connection ({received.code}{words})")
        return Temporary(f"the connection to {self._place} was lost")


@contextmanager
def open_socket(
    url: str,
    *,
    agent: str,
    max_size: int,
    headers: Mapping[str, str] | None = None,
    subprotocols: Sequence[str] = (),
) -> Generator[Socket]:
    """Connect; the connection ends with the block.

    Args:
        url: ws:// or wss://.
        agent: Value of User-Agent.
        max_size: Bytes that a message may have.
        headers: Further headers.
        subprotocols: What is offered as Sec-WebSocket-Protocol.

    Raises:
        Temporary: The server cannot be reached now.
        CollectError: It refuses for good, or its certificate is not valid.
        UsageError: The address is no WebSocket address.
    """
    place = urlsplit(url).hostname or url
    with _failures_told(place):
        connecting = _Straight(
            url,
            subprotocols=[Subprotocol(name) for name in subprotocols] or None,
            additional_headers=dict(headers or {}),
            user_agent_header=agent,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            max_size=max_size,
            max_queue=MAX_WAITING,
        )
        connection = connecting.__enter__()
    try:
        yield Socket(connection, place)
    finally:
        connecting.__exit__(None, None, None)


class _Straight(reconnect):
    """Follows no redirect: nobody is contacted whom the user did not name."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


@contextmanager
def _failures_told(place: str) -> Generator[None]:
    try:
        yield
    except InvalidStatus as error:
        headers = {k.lower(): v for k, v in error.response.headers.raw_items()}
        raise refusal(place, error.response.status_code, headers, time.time()) from error
    except (InvalidURI, InvalidProxy) as error:
        raise UsageError(f"{place} cannot be reached as it is written: {error}.") from error
    except ssl.SSLCertVerificationError as error:
        raise CollectError(
            f"The certificate of {place} is not valid ({error.verify_message}). "
            "Check the address, and the clock of this machine."
        ) from error
    except (InvalidHandshake, OSError, TimeoutError, EOFError) as error:
        raise Temporary(f"{place} cannot be reached ({_words(error)})") from error


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
