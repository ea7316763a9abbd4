"""What a collection has done so far, in numbers."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from loaders import LoadReport

WINDOW_S = 10.0


@dataclass
class Tally:
    """Counts that grow while a collection runs.

    Attributes:
        messages: Messages or answers that were received.
        posts: Posts among them, as far as the source tells; the loader has the last word.
        size: Bytes received.
        reconnects: Connections that were lost and made again.
        lag_s: How far behind live the last message was; None where the source does not tell.
        gaps: What could not be had, in words.
        problems: What else went wrong, in words.
        reports: What became of each segment.
    """

    messages: int = 0
    posts: int = 0
    size: int = 0
    reconnects: int = 0
    lag_s: float | None = None
    gaps: list[str] = field(default_factory=list[str])
    problems: list[str] = field(default_factory=list[str])
    reports: list[LoadReport] = field(default_factory=list[LoadReport])
    _marks: deque[tuple[float, int]] = field(default_factory=deque[tuple[float, int]])

    def rate(self) -> float:
        """Return posts per second over the last ten seconds."""
        now = time.monotonic()
        self._marks.append((now, self.posts))
        while self._marks[0][0] < now - WINDOW_S:
            self._marks.popleft()
        since, posts = self._marks[0]
        return (self.posts - posts) / (now - since) if now - since > 0.1 else 0.0

    def line(self) -> str:
        """Return the state in a few words."""
        lag = "" if self.lag_s is None else f", {_span(self.lag_s)} behind live"
        lost = f", {self.reconnects} reconnects" if self.reconnects else ""
        return f"{self.rate():,.0f} posts/s{lag}{lost}"

    def summary(self) -> str:
        """Return the last line of a collection."""
        reports = self.reports
        parts = [
            f"{sum(r.posts for r in reports)} posts",
            f"{sum(r.accounts for r in reports)} accounts",
            f"{sum(r.duplicates for r in reports)} duplicates",
            f"{sum(r.rejects for r in reports)} rejects",
            f"{self.messages} messages",
            f"{len(reports)} segments",
            f"{self.reconnects} reconnects",
            f"{len(self.gaps)} gaps",
        ]
        return ", ".join(parts)


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0.0, seconds):.1f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
