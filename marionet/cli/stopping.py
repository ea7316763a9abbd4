"""Ending long work by Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collect import Stop


@contextmanager
def stop_on_signals(stop: Stop) -> Generator[None]:
    """Turn the first Ctrl-C or SIGTERM into a request to end; a second one breaks off."""

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.asked:
            raise KeyboardInterrupt
        stop.ask(signal.Signals(number).name)

    former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
