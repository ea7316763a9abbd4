"""Candidates: pairs of objects that significant pairs of bursts join, to be looked at for meetings.

Invariants:
- Pairs of the same two objects are one candidate, with the bursts next to theirs: a crew does not
  stop where an object with many visitors was cut.
- Of one object, each pair of bursts is a candidate of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from detection.arrays import Flags, Ints, ints, starts_of
from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs

BLOCK_VISITS = 2_000_000
"""Visits that are read between two signs of progress: bounds memory, too."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of objects; those with the same larger object are neighbours.

    Attributes:
        begins: Where the pairs of bursts of each begin, and their number, shape (candidates + 1,).
        left: Bursts of the larger object.
        right: Those of the other, of the same pairs.
        near: Of each candidate the first burst of the object on the left and the one after its
            last, and the same of that on the right; zeros where no burst is added to the pair.
        turned: Whether the object on the right comes first.
        objects: Object of each burst.
        reads: Visits that looking at each takes.
        all: How many there were before those over the budget were left out.
        fewest: Common accounts that those left out share at most, in any pair of bursts.
    """

    begins: Ints
    left: Ints
    right: Ints
    near: Ints
    turned: Flags
    objects: Ints
    reads: Ints
    all: int
    fewest: int

    @property
    def count(self) -> int:
        """How many there are."""
        return self.begins.size - 1

    def blocks(self) -> Iterator[Ints]:
        """Yield the numbers of all candidates in blocks of about as many visits."""
        yield from in_blocks(np.arange(self.count), self.reads)


def in_blocks(numbers: Ints, sizes: Ints) -> Iterator[Ints]:
    """Yield the numbers in blocks whose sizes add up to about BLOCK_VISITS."""
    block = np.cumsum(sizes) // BLOCK_VISITS
    edges = np.r_[np.flatnonzero(np.diff(block, prepend=-1)), numbers.size]
    for begin, end in pairwise(edges.tolist()):
        yield numbers[begin:end]


def find_candidates(bursts: Bursts, pairs: Pairs, budget: int) -> Candidates:
    """Return the pairs of objects to look at.

    Args:
        bursts: The bursts.
        pairs: The significant pairs of bursts: no others are looked at.
        budget: Most visits to read. Over it, the candidates whose strongest pair of bursts shares
            fewest accounts are left out, for these have the least chance to be significant.

    Complexity: a sort of the pairs.
    """
    objects, sizes = ints(bursts.table, "object"), np.bincount(ints(bursts.events, "burst"))
    of_object = np.bincount(objects, weights=sizes).astype(np.int64)
    # the larger object is on the left, where neighbours share it
    swap = of_object[objects[pairs.b]] > of_object[objects[pairs.a]]
    left, right = np.where(swap, pairs.b, pairs.a), np.where(swap, pairs.a, pairs.b)
    same = objects[left] == objects[right]
    order = np.argsort(objects[left] * of_object.size + objects[right], kind="stable")
    left, right, same = left[order], right[order], same[order]
    begins = np.flatnonzero(starts_of(objects[left], objects[right]) | same)
    strength = np.maximum.reduceat(pairs.shared[order], begins) if begins.size else begins
    reads = _reads(objects, sizes, left, right, same, begins)
    chosen, fewest = _within(strength, reads, budget)
    counts = np.diff(np.r_[begins, left.size])
    kept = np.repeat(chosen, counts)
    ends = np.searchsorted(objects, np.arange(of_object.size + 1))
    heads = begins[chosen]
    near = np.stack(
        [ends[objects[side[heads]] + after] for side in (left, right) for after in (0, 1)], axis=1
    )
    near[same[heads]] = 0
    return Candidates(
        begins=np.r_[0, np.cumsum(counts[chosen])],
        left=left[kept],
        right=right[kept],
        near=near,
        turned=objects[left[heads]] > objects[right[heads]],
        objects=objects,
        reads=reads[chosen],
        all=begins.size,
        fewest=fewest,
    )


def _reads(objects: Ints, sizes: Ints, left: Ints, right: Ints, same: Flags, begins: Ints) -> Ints:
    """Return about how many visits each candidate reads: the smaller side, with what is near."""
    if begins.size == 0:
        return begins
    wide = sizes.copy()
    wide[1:] += np.where(objects[1:] == objects[:-1], sizes[:-1], 0)
    wide[:-1] += np.where(objects[1:] == objects[:-1], sizes[1:], 0)
    reads = np.add.reduceat(np.where(same, sizes[right], wide[right]), begins)
    # a larger side is read once for all its neighbours: told of the first of them
    new = starts_of(left[begins])
    return reads + np.where(new | same[begins], wide[left[begins]], 0)


def _within(strength: Ints, reads: Ints, budget: int) -> tuple[Flags, int]:
    """Return which candidates are looked at, and the strength that those left out have at most."""
    order = np.argsort(-strength, kind="stable")
    fits = np.cumsum(reads[order]) <= budget
    chosen = np.zeros(strength.size, dtype=np.bool_)
    chosen[order[fits]] = True
    return chosen, int(strength[~chosen].max(initial=0))
