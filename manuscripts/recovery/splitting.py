"""Moves single edges between pieces where that makes the description shorter.

An alignment goes wrong where slots follow each other without fixed words between them. What a
piece (or two neighbours together) says is cut in two anew: each alternative at the place where both
halves are best known from other alternatives.
"""

from __future__ import annotations

from math import inf, log2
from typing import Any, Final

import numba
import numpy as np

from detection.arrays import Ints, Reals
from manuscripts.recovery.frame import counted
from manuscripts.recovery.parsing import NEW, parse
from manuscripts.recovery.slots import length_of

MOST_ALTERNATIVES: Final = 72
"""A piece with more is left as it is: a free slot."""
MOST_TOKENS: Final = 400
"""Of all alternatives of a piece, above which it is left as well."""
MOST_PIECES: Final = 60
"""Of a line: one with more has no wording of its own, and would cost much."""
SWEEPS: Final = 3
READINGS: Final = 3
LEAST_GAIN: Final = 0.5
"""Bits that a change has to save."""


@numba.njit(cache=True, nogil=True)
def moved_edges(token: Ints, cuts: Ints, weight: Reals, bits: float) -> Ints:
    """Return cuts with a shorter description: edges put in, moved, or taken away.

    Args:
        token: Tokens of all variants.
        cuts: Where the pieces of each begin and where the last ends, shape (variants, pieces + 1).
        weight: Of each variant.
        bits: Of a token.
    """
    for _sweep in range(SWEEPS if cuts.shape[1] <= MOST_PIECES else 0):
        changed = False
        p = 0
        while p < cuts.shape[1] - 1:
            for together in (1, 2, 3):
                if p + together > cuts.shape[1] - 1:
                    continue
                # a copy: kernels are compiled once for each layout of an array
                stretch = cuts[:, p : p + together + 1].copy()
                middle = _better_middle(token, stretch, weight, bits)
                if middle.size:
                    cuts = _replaced(cuts, p, together, middle)
                    changed = True
                    break
            p += 1
        if not changed:
            break
    return cuts


@numba.njit(cache=True, nogil=True)
def _replaced(cuts: Ints, p: int, together: int, middle: Ints) -> Ints:
    """Return cuts with one middle edge in place of those within; empty pieces are taken away."""
    left = (middle > cuts[:, p]).any()
    right = (middle < cuts[:, p + together]).any()
    new = 1 if left and right else 0
    replaced = np.empty((cuts.shape[0], cuts.shape[1] - together + 1 + new), dtype=np.int64)
    replaced[:, : p + 1] = cuts[:, : p + 1]
    if new:
        replaced[:, p + 1] = middle
    replaced[:, p + 1 + new :] = cuts[:, p + together :]
    return replaced


@numba.njit(cache=True, nogil=True)
def _better_middle(token: Ints, cuts: Ints, weight: Reals, bits: float) -> Ints:
    """Return where to cut a stretch in two for less than it costs now; empty for nowhere."""
    nowhere = np.empty(0, dtype=np.int64)
    whole = np.empty((cuts.shape[0], 2), dtype=np.int64)
    whole[:, 0], whole[:, 1] = cuts[:, 0], cuts[:, -1]
    words, start, piece, count, own = counted(token, whole, weight)
    if not 1 < piece.size <= MOST_ALTERNATIVES or words.size > MOST_TOKENS:
        return nowhere
    now = _length(token, cuts, weight, bits)
    middle = _split(words, start, bits)
    two = np.empty((piece.size, 3), dtype=np.int64)
    two[:, 0], two[:, 1], two[:, 2] = start[:-1], middle, start[1:]
    for _reading in range(READINGS):
        frame = counted(words, two, count)
        read, _chosen = parse(words, start, frame[:4], two.shape[1] - 1, frame[4], count, bits)
        if (read == two).all():
            break
        two = read
    at = whole[:, 0] + (two[:, 1] - start[:-1])[own[:, 0]]
    tried = np.empty((cuts.shape[0], 3), dtype=np.int64)
    tried[:, 0], tried[:, 1], tried[:, 2] = whole[:, 0], at, whole[:, 1]
    empty = bits if (at == whole[:, 0]).all() or (at == whole[:, 1]).all() else 0.0
    return at if _length(token, tried, weight, bits) - empty < now - LEAST_GAIN else nowhere


@numba.njit(cache=True, nogil=True)
def _length(token: Ints, cuts: Ints, weight: Reals, bits: float) -> float:
    own = counted(token, cuts, weight)[4]
    return length_of(own, cuts[:, 1:] - cuts[:, :-1], weight, bits)


@numba.njit(cache=True, nogil=True)
def _split(words: Ints, start: Ints, bits: float) -> Ints:
    """Return where each alternative is cut: both halves begin or end many other alternatives."""
    known = start.size - 1
    middle = np.empty(known, dtype=np.int64)
    for a in range(known):
        size = start[a + 1] - start[a]
        heads, tails = _shared(words, start, a)
        best = inf
        middle[a] = start[a]
        for k in range(size + 1):
            price = _price(heads[k], known, k, bits) + _price(
                tails[size - k], known, size - k, bits
            )
            if price < best - 1e-9:
                best, middle[a] = price, start[a] + k
    return middle


@numba.njit(cache=True, nogil=True)
def _price(others: int, known: int, size: int, bits: float) -> float:
    if others > 0:
        return log2((known + NEW) / others)
    return log2((known + NEW) / NEW) + (size + 1) * bits


@numba.njit(cache=True, nogil=True)
def _shared(words: Ints, start: Ints, a: int) -> Any:
    """Return how many others share the first (the last) k tokens of `a`, for each k."""
    size = start[a + 1] - start[a]
    heads = np.zeros(size + 1, dtype=np.int64)
    tails = np.zeros(size + 1, dtype=np.int64)
    for b in range(start.size - 1):
        if b == a:
            continue
        most = min(size, start[b + 1] - start[b])
        same = 0
        while same < most and words[start[a] + same] == words[start[b] + same]:
            same += 1
        heads[: same + 1] += 1
        same = 0
        while same < most and words[start[a + 1] - 1 - same] == words[start[b + 1] - 1 - same]:
            same += 1
        tails[: same + 1] += 1
    return heads, tails


@numba.njit(cache=True, nogil=True)
def factored(token: Ints, cuts: Ints) -> Ints:
    """Return cuts in which what all alternatives of a piece begin or end with is a piece itself."""
    edges = np.empty((2 * cuts.shape[1] + cuts.shape[1], cuts.shape[0]), dtype=np.int64)
    edges[0] = cuts[:, 0]
    count = 1
    for p in range(cuts.shape[1] - 1):
        low, high = cuts[:, p], cuts[:, p + 1]
        head = _common(token, low, high, 1)
        if head < (high - low).max():
            tail = min(_common(token, low, high, -1), (high - low).min() - head)
            if head > 0:
                edges[count] = low + head
                count += 1
            if tail > 0:
                edges[count] = high - tail
                count += 1
        edges[count] = high
        count += 1
    return edges[:count].T.copy()


@numba.njit(cache=True, nogil=True)
def _common(token: Ints, low: Ints, high: Ints, step: int) -> int:
    """Return how many tokens all slices share from their beginning (step 1) or end (step -1)."""
    most = (high - low).min()
    for k in range(most):
        first = token[low[0] + k] if step > 0 else token[high[0] - 1 - k]
        for v in range(1, low.size):
            if first != (token[low[v] + k] if step > 0 else token[high[v] - 1 - k]):
                return k
    return most
