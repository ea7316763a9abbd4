"""How well copies were put to their manuscripts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints, Reals
from manuscripts.bodies import bodies_of
from manuscripts.find import find_manuscripts


@dataclass(frozen=True, slots=True)
class Planted:
    """Texts with the manuscript of each.

    Attributes:
        texts: Columns post_id, account_id, at, text, long; by at, then post_id.
        manuscript: Of each text, -1 for what is no copy.
        group: What kind of copy each is, for a table; any word.
        certain: Whether the sentences of a copy belong to one manuscript only.
    """

    texts: pa.Table
    manuscript: Ints
    group: list[str]
    certain: Flags


@dataclass(frozen=True, slots=True)
class Score:
    """B-cubed precision and recall over some copies, 0..1.

    Source: A. Bagga, B. Baldwin, Algorithms for scoring coreference chains, 1998. Precision of a
    copy is the share of the posts put together with it that are copies of its manuscript, recall
    the share of these that are put together with it; both are means over the copies.
    """

    copies: int
    manuscripts: int
    found: int
    precision: float
    recall: float


def measure(planted: Planted) -> tuple[Reals, Reals, Ints]:
    """Return precision and recall of each post, and the manuscript it was put to (-1: none)."""
    copies = find_manuscripts(bodies_of(planted.texts))
    found = np.full(planted.manuscript.size, -1, dtype=np.int64)
    found[copies.row] = copies.manuscript
    # A post that was put to nothing stands alone.
    alone = found.max(initial=0) + 1 + np.arange(found.size)
    put = np.where(found >= 0, found, alone)
    both = _sizes(planted.manuscript * (put.max(initial=0) + 1) + put)
    return both / _sizes(put), both / _sizes(planted.manuscript), found


def score(planted: Planted, chosen: Flags, measured: tuple[Reals, Reals, Ints]) -> Score:
    """Return the score of the chosen copies."""
    precision, recall, found = measured
    return Score(
        int(chosen.sum()),
        np.unique(planted.manuscript[chosen]).size,
        np.unique(found[chosen & (found >= 0)]).size,
        float(precision[chosen].mean()),
        float(recall[chosen].mean()),
    )


def _sizes(keys: Ints) -> Ints:
    """Return for each row how many rows have its key."""
    _seen, code, count = np.unique(keys, return_inverse=True, return_counts=True)
    return count[code]
