"""Chunks made by processes of their own, so that a load has all processors.

Two processes read the file, and each understands every other stretch of it (`Share`), for reading
is a small part of the work; where it is not, one process reads (`Format.read_once`). The process
that began finds duplicates and writes. What is stored is the same to the byte, and in the same
order, as with one process.

The others are forks: formats hold functions that cannot be sent. They only make chunks, start no
threads and write nothing; they end when they cannot hand them over any more. Memory: each is one
chunk ahead and no more, since a pipe is shorter than a chunk.
"""

from __future__ import annotations

import ctypes
import gc
import heapq
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Protocol

import pyarrow as pa

from loaders.storing.gather import Chunk
from marionet.errors import LoadError, MarionetError

WORTHWHILE_BYTES = 1 << 20
"""Smaller files are read before another process has begun."""
READERS = 2

_PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>
PATIENCE_S = 5
"""So long another process has to remove its temporary files."""

Chunks = Callable[[], Generator[Chunk]]
_Answer = Chunk | MarionetError | str | None
"""A chunk; an error for the user; the traceback of any other; None at the end."""


def worthwhile(size: int) -> bool:
    """Whether other processes help with a file of so many bytes, and can be had.

    Not beside other threads of Python: a fork keeps what they had locked. Not on macOS, whose
    libraries do not work in a fork.
    """
    return (
        size >= WORTHWHILE_BYTES
        and sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and threading.current_thread() is threading.main_thread()
    )


def made_elsewhere(makes: Sequence[Chunks]) -> Generator[Chunk]:
    """Yield the chunks that all of `makes` yield, each called in a process of its own.

    They come in the order of their places in the file; each of `makes` must yield its own so.

    Raises:
        MarionetError: What one of `makes` raised.
        LoadError: A process was ended.
    """
    pa.array([None])  # Arrow imports pandas at its first array: once is enough
    context = multiprocessing.get_context("fork")
    receivers: list[_Receiver] = []
    with ExitStack() as stack:
        for make in makes:
            receiver, sender = context.Pipe(duplex=False)
            receivers.append(receiver)
            stack.callback(receiver.close)
            arguments = (make, tuple(receivers), sender)
            process = context.Process(target=_hand_over, args=arguments, daemon=True)
            process.start()
            stack.callback(_end, process)
            sender.close()
        yield from heapq.merge(*map(_all_of, receivers), key=lambda chunk: chunk.items)


def _all_of(receiver: _Receiver) -> Iterator[Chunk]:
    while (answer := _received(receiver)) is not None:
        if isinstance(answer, MarionetError):
            raise answer
        if isinstance(answer, str):
            raise RuntimeError(answer)
        yield answer


def _end(process: ForkProcess) -> None:
    process.terminate()
    process.join(PATIENCE_S)
    process.kill()
    process.join()
    process.close()


class _Receiver(Protocol):
    def recv_bytes(self) -> bytes: ...
    def close(self) -> None: ...


def _received(receiver: _Receiver) -> _Answer:
    try:
        return pickle.loads(receiver.recv_bytes())  # noqa: S301 - from our own process
    except EOFError as error:
        raise LoadError(
            "The process that reads the file was ended from outside, perhaps because memory was "
            "short. Load the file again: it goes on where it was."
        ) from error


def _hand_over(make: Chunks, receivers: Sequence[_Receiver], sender: Connection) -> None:
    """Make chunks and send them; this is all that the other process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who writes
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    # Where the one who writes is killed, this one goes at once: it has his lock on the vault.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    for receiver in receivers:  # else the end of who writes would not be noticed
        receiver.close()
    # What was there before the fork stays; a chunk makes millions of objects and no cycles.
    gc.freeze()
    gc.disable()
    try:
        _send(sender, _send_all(sender, make))
    except BrokenPipeError:  # nobody takes them any more
        pass
    finally:
        os._exit(0)  # what the other process has to do at its end is not done here


def _send_all(sender: Connection, make: Chunks) -> _Answer:
    """Send the chunks; return what comes behind the last one."""
    try:
        with closing(make()) as chunks:  # where it ends early, its temporary files go, too
            for chunk in chunks:
                _send(sender, chunk)
                gc.collect()
    except BrokenPipeError:
        raise
    except MarionetError as error:
        return error
    except Exception:  # noqa: BLE001 - whatever it is, it is told to who waits
        return traceback.format_exc()
    return None


def _send(sender: Connection, answer: _Answer) -> None:
    sender.send_bytes(pickle.dumps(answer, protocol=5))
