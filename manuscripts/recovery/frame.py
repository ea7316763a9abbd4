"""The frame of a line: its pieces and what stands in each, from how its variants are cut."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba
import numpy as np

from detection.arrays import Ints, Reals
from manuscripts.recovery.parsing import slice_hashes


@dataclass(frozen=True, slots=True)
class Variants:
    """The variants of one line.

    Attributes:
        token: Tokens of all variants one behind the other, as numbers from 0.
        start: Where each begins, and where the last one ends.
        weight: Of each variant.
        vocabulary: How many different tokens there are.
    """

    token: Ints
    start: Ints
    weight: Reals
    vocabulary: int

    @property
    def bits(self) -> float:
        """What a token costs that is written down, in bits."""
        return math.log2(self.vocabulary + 2) + 1.0

    def some(self, which: Ints) -> Variants:
        """Return some of them, in the order of `which`."""
        size = np.diff(self.start)[which]
        start = np.zeros(which.size + 1, dtype=np.int64)
        np.cumsum(size, out=start[1:])
        within = np.arange(start[-1]) - np.repeat(start[:-1], size)
        token = self.token[np.repeat(self.start[:-1][which], size) + within]
        return Variants(token, start, self.weight[which], self.vocabulary)


@dataclass(frozen=True, slots=True)
class Frame:
    """Pieces and their alternatives.

    Attributes:
        words: Tokens of all alternatives one behind the other.
        start: Where each begins, and where the last one ends.
        piece: Piece of each alternative; ascending.
        count: Weight of the variants that have it.
        pieces: How many pieces there are.
    """

    words: Ints
    start: Ints
    piece: Ints
    count: Reals
    pieces: int

    @property
    def kernel(self) -> tuple[Ints, Ints, Ints, Reals]:
        """Return it as the kernel `parse` takes it."""
        return self.words, self.start, self.piece, self.count


def frame_of(variants: Variants, cuts: Ints) -> tuple[Frame, Ints]:
    """Return the frame of variants cut in pieces, and which alternative each has of each piece.

    Args:
        variants: The variants of a line.
        cuts: Where the pieces of each begin and where the last ends, shape (variants, pieces + 1).

    Returns:
        The frame; alternatives by number, shape (variants, pieces).
    """
    words, start, piece, count, own = counted(variants.token, cuts, variants.weight)
    return Frame(words, start, piece, count, own.shape[1]), own


@numba.njit(cache=True, nogil=True)
def counted(token: Ints, cuts: Ints, weight: Reals) -> tuple[Ints, Ints, Ints, Reals, Ints]:
    """Return tokens, beginnings, pieces and weights of the alternatives; those of each variant."""
    variants, pieces = cuts.shape[0], cuts.shape[1] - 1
    own = np.empty((variants, pieces), dtype=np.int64)
    example = np.empty(variants * pieces, dtype=np.int64)
    piece = np.empty(variants * pieces, dtype=np.int64)
    count = np.zeros(variants * pieces)
    hashes = slice_hashes(token, cuts)
    found = 0
    for p in range(pieces):
        order = np.argsort(hashes[p])
        for k in range(variants):
            v = order[k]
            if k == 0 or hashes[p, v] != hashes[p, order[k - 1]]:
                example[found], piece[found] = v, p
                found += 1
            own[v, p] = found - 1
            count[found - 1] += weight[v]
    start = np.zeros(found + 1, dtype=np.int64)
    for a in range(found):
        start[a + 1] = start[a] + cuts[example[a], piece[a] + 1] - cuts[example[a], piece[a]]
    words = np.empty(start[found], dtype=np.int64)
    for a in range(found):
        low = cuts[example[a], piece[a]]
        words[start[a] : start[a + 1]] = token[low : low + start[a + 1] - start[a]]
    return words, start, piece[:found].copy(), count[:found].copy(), own
