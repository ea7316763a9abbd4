"""How fast a file is read."""

from __future__ import annotations

import time

from marionet.progress import Step


class Pace:
    """How fast a file is read, for a person who waits."""

    def __init__(self, step: Step, before: int) -> None:
        """Begin to count; `before` is how many rows an earlier load has done."""
        self._step = step
        self._before = before
        self._passed = 0
        self._started = time.monotonic()

    def tell(self, rows: int, place: int) -> None:
        """Tell how far it is: rows, and bytes of the original."""
        at = place >> 10
        self._step.advance(at - self._passed)
        self._passed = at
        rate = (rows - self._before) / max(time.monotonic() - self._started, 1e-3)
        self._step.note(f"{rows:,} rows, {rate:,.0f} rows/s")
