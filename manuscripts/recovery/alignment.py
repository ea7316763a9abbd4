"""Variants of a line one below the other: a column for what stands in the same place."""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
import numpy.typing as npt

from detection.arrays import Ints, Reals

Columns = npt.NDArray[np.int64]

MATCH: Final = 2.0
MISMATCH: Final = -0.3
GAP: Final = 0.55
"""Costs of a profile alignment: a gap and an insertion together cost more than a mismatch."""
ROUNDS: Final = 2
MOST_COLUMNS: Final = 600


@numba.njit(cache=True, nogil=True)
def align(token: Ints, start: Ints, weight: Reals, order: Ints, vocabulary: int) -> Columns:
    """Align variants to the profile of those before them, then each again to that of the others.

    Source: progressive alignment to a profile, after M. Gribskov, A. McLachlan, D. Eisenberg
    (1987), with global alignment of S. Needleman and C. Wunsch (1970).
    Complexity: ROUNDS * variants * columns * tokens of a variant.

    Args:
        token: Tokens of all variants one behind the other, as numbers below `vocabulary`.
        start: Where each begins, and where the last one ends.
        weight: Of each variant.
        order: In which order they are aligned.
        vocabulary: How many different tokens there are.

    Returns:
        Shape (variants, columns): the token there, -1 for none.
    """
    variants = start.size - 1
    place = np.full(token.size, -1, dtype=np.int64)
    most = min(MOST_COLUMNS, token.size)
    counts = np.zeros((most, vocabulary))
    held = np.zeros(most)
    width = min(0, most)  # no literal: for one the kernels would be compiled twice
    total = 0.0
    for round_ in range(ROUNDS):
        for v in order:
            if round_ > 0:
                for t in range(start[v], start[v + 1]):
                    if place[t] >= 0:
                        counts[place[t], token[t]] -= weight[v]
                        held[place[t]] -= weight[v]
                total -= float(weight[v])
            target, width = _fit(token[start[v] : start[v + 1]], counts, held, width, total, place)
            place[start[v] : start[v + 1]] = target
            for t in range(start[v], start[v + 1]):
                if place[t] >= 0:
                    counts[place[t], token[t]] += weight[v]
                    held[place[t]] += weight[v]
            total += float(weight[v])
    columns = np.full((variants, width), -1, dtype=np.int64)
    for v in range(variants):
        for t in range(start[v], start[v + 1]):
            if place[t] >= 0:
                columns[v, place[t]] = token[t]
    return columns[:, held[:width] > 1e-9]


@numba.njit(cache=True, nogil=True)
def _fit(
    words: Ints, counts: Any, held: Reals, width: int, total: float, place: Ints
) -> tuple[Ints, int]:
    """Return the column of each word; columns are put in where a word has none yet.

    `counts`, `held` and `place` (of all variants) are moved along with what is put in.
    """
    back = _trace(words, counts, held, width, total)
    target = np.full(words.size, -1, dtype=np.int64)
    before = np.zeros(words.size, dtype=np.int64)  # column before which a new one is put
    i, j = width, words.size
    new = 0
    while i > 0 or j > 0:
        move = back[i, j]
        if move == 0:
            i, j = i - 1, j - 1
            target[j] = i
        elif move == 1:
            i -= 1
        else:
            j -= 1
            before[j] = i
            new += 1
    new = min(new, held.size - width)
    if new == 0:
        return target, width
    return _widened(target, before, counts, held, width, new, place)


@numba.njit(cache=True, nogil=True)
def _trace(words: Ints, counts: Any, held: Reals, width: int, total: float) -> Any:
    """Return the best move into each cell: 0 both, 1 a gap, 2 a new column."""
    score = np.zeros((width + 1, words.size + 1))
    back = np.zeros((width + 1, words.size + 1), dtype=np.int8)
    for j in range(1, words.size + 1):
        score[0, j] = -GAP * j
        back[0, j] = 2
    for i in range(1, width + 1):
        share = held[i - 1] / total if total > 0 else 0.0
        gap = GAP * share
        score[i, 0] = score[i - 1, 0] - gap
        back[i, 0] = 1
        for j in range(1, words.size + 1):
            same = counts[i - 1, words[j - 1]] / total if total > 0 else 0.0
            match = MATCH * (0.3 + 0.7 * same) if same > 0 else MISMATCH
            both = score[i - 1, j - 1] + match
            left = score[i - 1, j] - gap
            add = score[i, j - 1] - GAP
            if both >= left and both >= add:
                score[i, j] = both
            elif left >= add:
                score[i, j] = left
                back[i, j] = 1
            else:
                score[i, j] = add
                back[i, j] = 2
    return back


@numba.njit(cache=True, nogil=True)
def _widened(
    target: Ints, before: Ints, counts: Any, held: Reals, width: int, new: int, place: Ints
) -> tuple[Ints, int]:
    """Put in the new columns and number the old ones anew."""
    shift = np.zeros(width + 1, dtype=np.int64)
    left = new
    for j in range(target.size):
        if target[j] < 0 and left > 0:
            shift[before[j]] += 1
            left -= 1
    moved = np.cumsum(shift)
    for i in range(width - 1, -1, -1):
        to = i + moved[i]
        if to != i:
            counts[to] = counts[i]
            held[to] = held[i]
            counts[i] = 0.0
            held[i] = 0.0
    for t in range(place.size):
        if place[t] >= 0:
            place[t] += moved[place[t]]
    previous = -1
    left = new
    for j in range(target.size):
        if target[j] >= 0:
            target[j] += moved[target[j]]
        elif left > 0:
            # the first of several new columns in one gap stands behind the column before the gap
            edge = before[j] - 1
            start = edge + moved[edge] if edge >= 0 else -1
            target[j] = max(previous, start) + 1
            left -= 1
        if target[j] >= 0:
            previous = target[j]
    return target, width + new
