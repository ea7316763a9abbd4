"""One source on its way to disk: segments are opened, synced, closed; the state follows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from collect.limits import Limits, Stop
from collect.moments import iso, now_us
from collect.spool import Header, Segment, keep_body
from collect.state import read_state, write_state
from collect.tally import Tally

SYNC_S = 1.0
STATE = "state.json"


class Channel:
    """What a collector writes to.

    `state` belongs to the collector, which changes it as it takes messages. It is written after
    the disk has the messages that came before: what it covers is safe.

    Args:
        folder: Spool of the source; this process holds its lock.
        header: What is captured.
        limits: When segments and the collection end.
        stop: Request to end.
        tally: Counts of the collection.
        on_segment: Called with the path of each segment that was closed.
    """

    def __init__(
        self,
        folder: Path,
        header: Header,
        *,
        limits: Limits,
        stop: Stop,
        tally: Tally,
        on_segment: Callable[[Path], None],
    ) -> None:
        self.folder = folder
        self.header = header
        self.limits = limits
        self.stop = stop
        self.tally = tally
        self.state: dict[str, Any] = read_state(folder / STATE)
        self._on_segment = on_segment
        self._segment: Segment | None = None
        self._notes: list[dict[str, Any]] = []  # what happened while no segment was open
        self._synced_s = time.monotonic()
        self._opened_s = 0.0

    @property
    def lines(self) -> int:
        """Lines of the segment that is open."""
        return self._segment.lines if self._segment else 0

    def take(self, raw: bytes, *, posts: int = 0, received_us: int | None = None) -> None:
        """Keep one message as it was received."""
        at_us = now_us() if received_us is None else received_us
        segment = self._segment or self._open(at_us)
        segment.append(raw, at_us)
        self._count(len(raw), posts)

    def take_body(self, body: bytes, notes: list[dict[str, Any]]) -> None:
        """Keep one answer over HTTP as a segment of its own, then the state."""
        path = keep_body(self.folder, self.header, body, now_us(), [*self._notes, *notes])
        self._notes = []
        self._count(len(body), 0)
        write_state(self.folder / STATE, self.state)
        self._on_segment(path)

    def note(self, event: str, **facts: Any) -> None:
        """Add a line to the log of what is captured."""
        entry = {"event": event, "at": iso(now_us()), **facts}
        if self._segment:
            self._segment.note(entry)
        else:
            self._notes.append(entry)

    def gap(self, sentence: str, **facts: Any) -> None:
        """Say what is missing: in the report and in the log."""
        self.tally.gaps.append(sentence)
        self.note("gap", what=sentence, **facts)

    def tick(self) -> None:
        """Sync and close as time goes by, and see whether a limit is reached; call it often."""
        now_s = time.monotonic()
        if now_s - self._synced_s >= SYNC_S:
            self.sync()
        segment = self._segment
        if segment and (
            now_s - self._opened_s >= self.limits.segment_s
            or segment.size >= self.limits.segment_size
        ):
            self.rotate()

    def sync(self) -> None:
        """Have the disk keep all messages, and then the state."""
        if self._segment:
            self._segment.sync()
        write_state(self.folder / STATE, self.state)
        self._synced_s = time.monotonic()

    def rotate(self) -> None:
        """Close the segment that is open and have it loaded."""
        self.sync()
        segment, self._segment = self._segment, None
        if segment:
            segment.close()
            self._on_segment(segment.path)

    def abandon(self) -> None:
        """Let go of the open segment after a failure; the next collection mends and loads it."""
        segment, self._segment = self._segment, None
        if segment:
            segment.abandon()

    def _open(self, at_us: int) -> Segment:
        segment = self._segment = Segment(self.folder, self.header, at_us)
        for entry in self._notes:
            segment.note(entry)
        self._notes = []
        self._opened_s = time.monotonic()
        self._synced_s = 0.0  # the first message is synced at once: the next start knows of it
        return segment

    def _count(self, size: int, posts: int) -> None:
        tally, limits = self.tally, self.limits
        tally.messages += 1
        tally.posts += posts
        tally.size += size
        if limits.posts is not None and tally.posts >= limits.posts:
            self.stop.ask(f"{tally.posts:,} posts were received (--max-posts)")
        elif limits.size is not None and tally.size >= limits.size:
            self.stop.ask(f"{tally.size:,} bytes were received (--max-size)")
