"""SIGTERM and SIGHUP as an orderly way out: what a `with` block opened is closed."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Ended(KeyboardInterrupt):
    """The process was asked to end; treated like Ctrl-C by everything that knows Ctrl-C."""


@contextmanager
def orderly_exit() -> Generator[None]:
    """Turn the signals that end a process into `Ended` while the block runs.

    Only where nobody handles them already, and only in the main thread, where Python allows it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGTERM",) if sys.platform == "win32" else ("SIGTERM", "SIGHUP")
    wanted = [signal.Signals[name] for name in names]
    taken = [number for number in wanted if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise Ended(signal.Signals(number).name)
