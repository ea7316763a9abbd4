"""Bounded batches, one transaction each, and what to do when one fails.

| error | what happens |
|---|---|
| memory | the batch is cut in two and each half is written; it is never repeated as it is |
| conflict, connection lost | the same batch again after a pause that doubles, a few times |
| anything else | it is told at once |

Every batch must be safe to repeat: it may have been committed when the answer was lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, LiteralString, TypeVar

from graph.failures import Conflict, MemoryExceeded, Unreachable
from graph.session import Graph, Row
from marionet.errors import GraphError

T = TypeVar("T")
RunQuery = Callable[[LiteralString, Mapping[str, Any]], list[Row]]
"""Runs one query within the transaction of the batch."""
WriteBatch = Callable[[RunQuery, list[T]], None]

MAX_WRITES: Final = 12_000  # nodes and relationships in one transaction
ATTEMPTS: Final = 6
FIRST_PAUSE_S: Final = 0.2


def write_rows(graph: Graph, statement: LiteralString, rows: Iterable[object]) -> int:
    """Write rows by one statement that takes `$rows`; return how many there were.

    Raises:
        GraphError: The server cannot take them.
    """

    def write(run: RunQuery, batch: list[object]) -> None:
        run(statement, {"rows": batch})

    return sum(write_batch(graph, write, batch) for batch in bounded(rows, lambda _: 2))


def write_batch(
    graph: Graph,
    write: WriteBatch[T],
    items: list[T],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Write the items in one transaction, or in several where memory asks for it.

    Args:
        graph: Where to.
        write: Writes a list of items; called again with the same or with fewer items.
        items: What is written.
        pause: Waits that many seconds.

    Returns:
        The number of items.

    Raises:
        GraphError: One item alone needs too much memory, or the server did not recover.
    """
    if not items:
        return 0
    try:
        _write_once(graph, write, items, pause)
    except MemoryExceeded as error:
        if len(items) == 1:
            raise GraphError(
                "One single record needs more memory than Neo4j grants to a transaction. "
                "Raise MARIONET_NEO4J_HEAP_MB and load again."
            ) from error
        half = len(items) // 2
        write_batch(graph, write, items[:half], pause=pause)
        write_batch(graph, write, items[half:], pause=pause)
    return len(items)


def bounded(
    items: Iterable[T], weight: Callable[[T], int], limit: int = MAX_WRITES
) -> Iterator[list[T]]:
    """Cut a stream into lists whose weights (expected writes) stay within the limit.

    An item heavier than the limit stands alone.
    """
    batch: list[T] = []
    total = 0
    for item in items:
        heavy = weight(item)
        if batch and total + heavy > limit:
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += heavy
    if batch:
        yield batch


def _write_once(
    graph: Graph, write: WriteBatch[T], items: list[T], pause: Callable[[float], None]
) -> None:
    wait_s = FIRST_PAUSE_S
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with graph.writing() as run:
                write(run, items)
        except (Conflict, Unreachable):
            if attempt == ATTEMPTS:
                raise
            pause(wait_s)
            wait_s *= 2
        else:
            return
