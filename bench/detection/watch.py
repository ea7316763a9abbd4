"""What a run takes: seconds of each step, and the memory of the process meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

EVERY_S = 0.05


class _Step:
    def __init__(self) -> None:
        self.text = ""

    def advance(self, amount: int = 1) -> None: ...

    def total(self, amount: int | None) -> None: ...

    def note(self, text: str) -> None:
        self.text = text


@dataclass(slots=True)
class Watch:
    """A `Progress` that keeps what it is told.

    Attributes:
        seconds: Step -> how long it took.
        notes: Step -> what it said last.
        peak_mb: Most memory of the process while it was watched.
    """

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    peak_mb: float = 0.0

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[_Step]:
        """Open a step."""
        del total, unit
        step, started = _Step(), time.monotonic()
        try:
            yield step
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - started
            self.notes[name] = step.text

    @contextmanager
    def memory(self) -> Generator[None]:
        """Look at the memory of the process until the block ends."""
        stop = threading.Event()
        thread = threading.Thread(target=self._look, args=(stop,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _look(self, stop: threading.Event) -> None:
        process = psutil.Process()
        while True:
            self.peak_mb = max(self.peak_mb, process.memory_info().rss / (1 << 20))
            if stop.wait(EVERY_S):
                return
