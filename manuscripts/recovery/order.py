"""In which order the lines of a manuscript stand, and whether copies change it."""

from __future__ import annotations

from typing import Final

import numpy as np

from detection.arrays import Ints

MOST_TEXTS: Final = 2_000
"""Texts that the order is taken from."""
SHUFFLED_SHARE: Final = 0.1
"""Share of all pairs of lines that stand the other way round, from which copies are shuffled."""


def usual_order(text_of: Ints, line: Ints, lines: int, counts: Ints) -> tuple[Ints, bool]:
    """Return the lines in their usual order, and whether they are shuffled.

    Each text votes for each pair of its lines; a line stands the earlier, the larger its mean share
    of the votes (a Borda count). Equal lines keep their numbers' order.

    Args:
        text_of: Text of each sentence, ascending.
        line: Line of each sentence, -1 for none.
        lines: How many there are.
        counts: Copies of each text.
    """
    if lines < 2:
        return np.arange(lines), False
    texts = np.unique(text_of)[:MOST_TEXTS]
    place = np.full((texts.size, lines), np.inf)
    at = np.searchsorted(texts, text_of)
    chosen = np.flatnonzero((line >= 0) & (at < texts.size))
    np.minimum.at(place, (at[chosen], line[chosen]), chosen)
    before = np.zeros((lines, lines))
    weight = counts[texts].astype(np.float64)
    for a in range(lines):
        before[a] = weight @ (place[:, a : a + 1] < np.where(np.isinf(place), -1, place))
    both = before + before.T
    share = np.divide(before, both, out=np.full_like(before, 0.5), where=both > 0)
    order = np.argsort(-share.mean(axis=1), kind="stable")
    other_way = np.minimum(before, before.T).sum() / max(1.0, np.triu(both, 1).sum()) / 2
    return order, bool(other_way > SHUFFLED_SHARE)
