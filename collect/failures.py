"""What can go wrong at a live source, and which of it passes by itself."""

from __future__ import annotations

from collections.abc import Mapping

from collect.waiting import asked_wait
from marionet.errors import CollectError


class Temporary(Exception):
    """The source cannot be reached, or asks to wait: it is tried again.

    Attributes:
        reason: What happened, in words.
        wait_s: How long the source asks to wait, in seconds; None where it does not say.
    """

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_s = wait_s


_PERMANENT = {
    400: "it does not accept the request; check the options, above all names and tags",
    401: "it wants an access token; put one into a file of mode 0600 and give it by --token-file",
    403: "it forbids the access; ask its operators, or give another token by --token-file",
    404: "there is nothing at this address; check it in a browser",
    405: "this address cannot be read in this way; check it in a browser",
    406: "it has nothing there in a form that can be read; check the address in a browser",
    410: "what was there has been removed for good; leave this address out",
    414: "the request is too long; name fewer accounts",
    422: "it gives nothing without an access token; give one by --token-file",
    451: "it may not give this for legal reasons",
}


def refusal(place: str, status: int, headers: Mapping[str, str], now_s: float) -> Exception:
    """Return what an answer that is no success means.

    Args:
        place: Host or address that answered, without credentials.
        status: HTTP status.
        headers: Headers of the answer, names in lower case.
        now_s: Seconds since 1970, for waits that are given as a time.

    Returns:
        `CollectError` where asking again is useless, `Temporary` elsewhere.
    """
    if status in _PERMANENT:
        return CollectError(f"{place} answered {status}: {_PERMANENT[status]}.")
    wait = asked_wait(headers, now_s)
    if status == 429:
        return Temporary(f"{place} asks to slow down (429)", wait)
    if 500 <= status <= 599 or status in {408, 425}:
        return Temporary(f"{place} answered {status}", wait)
    return CollectError(
        f"{place} answered {status}, which is neither data nor an error that passes. "
        "Check the address in a browser."
    )
