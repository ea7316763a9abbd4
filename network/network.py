"""A network of accounts, its edges on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from detection.arrays import Flags


@dataclass(frozen=True, slots=True)
class Network:
    """Accounts and weighted edges between them.

    Attributes:
        names: Id of each account code.
        nodes: Which accounts are in the network.
        labels: Attributes of the accounts, each value by account code.
        ends: What the two ends of an edge are called.
        columns: The attributes of an edge.
        batches: Reads all edges, each time from the first: columns `a` and `b` (account codes),
            then those of `columns`.
        rows: How many edges there are.
        directed: Whether an edge has a direction, from the first end to the second.
        notes: What a person should know of it, one sentence each.
    """

    names: pa.Array
    nodes: Flags
    labels: Mapping[str, pa.Array]
    ends: tuple[str, str]
    columns: pa.Schema
    batches: Callable[[], Iterator[pa.RecordBatch]]
    rows: int
    directed: bool
    notes: tuple[str, ...] = ()
