"""When a collection ends: limits that the user set, and requests to stop."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a collection is limited by; None: not at all.

    Attributes:
        seconds: How long it runs.
        posts: How many posts it receives.
        size: How many bytes it receives.
        segment_s: How long a segment stays open before it is loaded.
        segment_size: How many bytes a segment has at most before it is loaded.
        message_size: How many bytes one message or answer may have, unpacked.
        once: Whether to end as soon as all that the source holds now is here.
    """

    seconds: float | None = None
    posts: int | None = None
    size: int | None = None
    segment_s: float = 300.0
    segment_size: int = 256 << 20
    message_size: int = 16 << 20
    once: bool = False


class Stop:
    """A request to end, which signal handlers and limits make and every loop looks at."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.reason = ""

    @property
    def asked(self) -> bool:
        """Whether the collection is to end."""
        return self._event.is_set()

    def ask(self, reason: str) -> None:
        """Ask to end; the first reason is kept."""
        if not self._event.is_set():
            self.reason = reason
            self._event.set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but not longer than until somebody asks to end; return whether somebody did."""
        return self._event.wait(max(0.0, seconds))
