"""Which post ids a collection has already, in 16 bytes each."""

from __future__ import annotations

import secrets

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

_Digests = NDArray[np.uint64]


class Seen:
    """A growing set of ids, kept as 128-bit digests.

    Two ids share a digest with a chance of n^2 / 2^129 (n = 100 million: 1 in 10^22), and nobody
    can make two that do: the hash is keyed by numbers drawn anew for each load. Memory: 16 n
    bytes; adding m ids to n costs O(n + m log n).
    """

    def __init__(self) -> None:
        self._keys = (secrets.randbits(63), secrets.randbits(63))
        self._high: _Digests = np.empty(0, np.uint64)  # sorted
        self._low: _Digests = np.empty(0, np.uint64)  # in the order of `_high`

    def __len__(self) -> int:
        return len(self._high)

    def add(self, ids: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
        """Add ids; return for each whether it was new (an id that stands twice: the first time)."""
        column = pl.Series(values=ids, dtype=pl.String)
        high = column.hash(self._keys[0]).to_numpy()
        low = column.hash(self._keys[1]).to_numpy()
        new = column.is_first_distinct().to_numpy() & ~self._known(high, low)
        order = np.argsort(high[new], kind="stable")
        added = high[new][order]
        places = np.searchsorted(self._high, added)
        self._high = np.insert(self._high, places, added)
        self._low = np.insert(self._low, places, low[new][order])
        return new

    def _known(self, high: _Digests, low: _Digests) -> NDArray[np.bool_]:
        if not len(self._high):
            return np.zeros(len(high), np.bool_)
        places = np.minimum(np.searchsorted(self._high, high), len(self._high) - 1)
        return (self._high[places] == high) & (self._low[places] == low)
