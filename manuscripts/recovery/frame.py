"""The frame of a line: its pieces and what stands in each, from how its variants are cut."""

from __future__ import annotations

import math
from dataclasses import dataclass

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

    def only(self, kept: Ints) -> Frame:
        """Return the frame with some of its alternatives, whose numbers ascend."""
        size = np.diff(self.start)[kept]
        start = np.zeros(kept.size + 1, dtype=np.int64)
        np.cumsum(size, out=start[1:])
        within = np.arange(start[-1]) - np.repeat(start[:-1], size)
        words = self.words[np.repeat(self.start[:-1][kept], size) + within]
        return Frame(words, start, self.piece[kept], self.count[kept], self.pieces)


def frame_of(variants: Variants, cuts: Ints) -> tuple[Frame, Ints]:
    """Return the frame of variants cut in pieces, and which alternative each has of each piece.

    Args:
        variants: The variants of a line.
        cuts: Where the pieces of each begin and where the last ends, shape (variants, pieces + 1).

    Returns:
        The frame; alternatives by number, shape (variants, pieces).
    """
    hashes = slice_hashes(variants.token, cuts)
    own = np.empty((cuts.shape[0], cuts.shape[1] - 1), dtype=np.int64)
    words: list[Ints] = []
    piece: list[int] = []
    counts: list[Reals] = []
    for p in range(own.shape[1]):
        _found, first, label = np.unique(hashes[p], return_index=True, return_inverse=True)
        own[:, p] = label + len(piece)
        piece.extend([p] * first.size)
        counts.append(np.bincount(label, weights=variants.weight))
        words.extend(
            variants.token[low:high]
            for low, high in zip(cuts[first, p].tolist(), cuts[first, p + 1].tolist(), strict=True)
        )
    start = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum([word.size for word in words], out=start[1:])
    nothing = np.zeros(0, dtype=np.int64)
    frame = Frame(
        words=np.concatenate([nothing, *words]),
        start=start,
        piece=np.array(piece, dtype=np.int64),
        count=np.concatenate([np.zeros(0), *counts]),
        pieces=own.shape[1],
    )
    return frame, own
