"""Reading ahead: the next batch is made while the server writes the last one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
_WAIT_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class _Item(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


def ahead(items: Iterable[T], depth: int = 2) -> Generator[T]:
    """Yield the items, made in a thread of their own, at most `depth` before they are wanted.

    An error of the source is raised here, in its place. When the consumer stops early the thread
    ends with the item that it is making.
    """
    made: queue.Queue[_Item[T] | _End] = queue.Queue(depth)
    stop = threading.Event()
    thread = threading.Thread(target=_make, args=(items, made, stop), daemon=True)
    thread.start()
    try:
        while isinstance(found := made.get(), _Item):
            yield found.value
        if found.error is not None:
            raise found.error
    finally:
        stop.set()
        thread.join()


def _make(items: Iterable[T], made: queue.Queue[_Item[T] | _End], stop: threading.Event) -> None:
    end = _End(None)
    try:
        for item in items:
            if not _put(made, _Item(item), stop):
                return
    except BaseException as error:  # noqa: BLE001 - it is raised again by the consumer
        end = _End(error)
    _put(made, end, stop)


def _put(made: queue.Queue[_Item[T] | _End], item: _Item[T] | _End, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            made.put(item, timeout=_WAIT_S)
        except queue.Full:
            continue
        return True
    return False
