"""Which post ids a collection has already, in 16 bytes each."""

from __future__ import annotations

import secrets

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

_Digests = NDArray[np.uint64]


RECENT = 1 << 16
"""So many ids are kept apart before they are sorted in among all others."""


class Seen:
    """A growing set of ids, kept as 128-bit digests.

    Two ids share a digest with a chance of n^2 / 2^129 (n = 100 million: 1 in 10^22), and nobody
    can make two that do: the hash is keyed by numbers drawn anew for each load. Memory: 16 n
    bytes; adding m ids to n costs O(m log n), and O(n) once for `RECENT` ids: thousands of small
    files may come after millions of posts.
    """

    def __init__(self) -> None:
        self._keys = (secrets.randbits(63), secrets.randbits(63))
        self._all = _Digested()
        self._recent = _Digested()

    def __len__(self) -> int:
        return len(self._all.high) + len(self._recent.high)

    def add(self, ids: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
        """Add ids; return for each whether it was new (an id that stands twice: the first time)."""
        column = pl.Series(values=ids, dtype=pl.String)
        high = column.hash(self._keys[0]).to_numpy()
        low = column.hash(self._keys[1]).to_numpy()
        known = self._all.has(high, low) | self._recent.has(high, low)
        new = column.is_first_distinct().to_numpy() & ~known
        self._recent.insert(high[new], low[new])
        if len(self._recent.high) >= RECENT:
            self._all.insert(self._recent.high, self._recent.low)
            self._recent = _Digested()
        return new


class _Digested:
    """Digests in the order of their first half."""

    def __init__(self) -> None:
        self.high: _Digests = np.empty(0, np.uint64)  # sorted
        self.low: _Digests = np.empty(0, np.uint64)  # in the order of `high`

    def insert(self, high: _Digests, low: _Digests) -> None:
        """Add digests that are not there yet."""
        order = np.argsort(high, kind="stable")
        places = np.searchsorted(self.high, high[order])
        self.high = np.insert(self.high, places, high[order])
        self.low = np.insert(self.low, places, low[order])

    def has(self, high: _Digests, low: _Digests) -> NDArray[np.bool_]:
        """Return for each digest whether it is there."""
        if not len(self.high):
            return np.zeros(len(high), np.bool_)
        places = np.minimum(np.searchsorted(self.high, high), len(self.high) - 1)
        return (self.high[places] == high) & (self.low[places] == low)
