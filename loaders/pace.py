"""How fast a file is read."""

from __future__ import annotations

import time
from typing import BinaryIO

from marionet.progress import Step


class Pace:
    """How fast a file is read, for a person who waits."""

    def __init__(self, step: Step, raw: BinaryIO) -> None:
        self._step = step
        self._raw = raw
        self._passed = 0
        self._started = time.monotonic()
        self._before = 0

    def begin(self, rows: int) -> None:
        """Count from here: the rows so far were only passed over."""
        self._started, self._before = time.monotonic(), rows

    def tell(self, rows: int) -> None:
        """Tell how far it is."""
        at = self._raw.tell() >> 10
        self._step.advance(at - self._passed)
        self._passed = at
        rate = (rows - self._before) / max(time.monotonic() - self._started, 1e-3)
        self._step.note(f"{rows:,} rows, {rate:,.0f} rows/s")
