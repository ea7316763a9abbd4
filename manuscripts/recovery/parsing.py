"""The cheapest reading of a sentence as a row of pieces, each with its known alternatives."""

from __future__ import annotations

import math
from typing import Any, Final

import numba
import numpy as np

from detection.arrays import Ints, Reals

NEW: Final = 0.5
"""Weight of an alternative that was never seen, beside the counts of those that were."""


@numba.njit(cache=True, nogil=True)
def parse(
    token: Ints,
    start: Ints,
    frame: tuple[Ints, Ints, Ints, Reals],
    pieces: int,
    own: Ints,
    weight: Reals,
    bits: float,
) -> tuple[Ints, Ints]:
    """Read sentences as pieces: the Viterbi path with the fewest bits.

    A known alternative costs the logarithm of its share of the counts, anything else a new choice
    and `bits` for each token and for its end. A sentence's own reading is taken out of the counts
    first, so that it is no argument for itself.

    Args:
        token: Tokens of all sentences.
        start: Where each begins, and where the last one ends.
        frame: Alternatives: their tokens, where each begins, piece of each (ascending), counts.
        pieces: How many pieces there are.
        own: Alternative that each sentence has for each piece in `frame`; -1 for none. Without
            rows nothing is taken out.
        weight: Of each sentence.
        bits: Of a token.

    Returns:
        Where the pieces begin in each sentence and where the last one ends, shape (sentences,
        pieces + 1); the alternative of each piece, -1 where none is known.
    """
    words, word_start, piece_of, count = frame
    first = np.searchsorted(piece_of, np.arange(pieces + 1))
    total = np.zeros(pieces)
    for a in range(piece_of.size):
        total[piece_of[a]] += count[a]
    sentences = start.size - 1
    cuts = np.zeros((sentences, pieces + 1), dtype=np.int64)
    chosen = np.full((sentences, pieces), -1, dtype=np.int64)
    taken = np.full(pieces, -1, dtype=np.int64)
    longest = 0
    for s in range(sentences):
        longest = max(longest, start[s + 1] - start[s])
    score = np.empty((pieces + 1, longest + 1))
    back = np.empty((pieces + 1, longest + 1), dtype=np.int64)
    which = np.empty((pieces + 1, longest + 1), dtype=np.int64)
    for s in range(sentences):
        said = token[start[s] : start[s + 1]]
        if own.size:
            taken[:] = own[s]
        score[:, : said.size + 1] = np.inf
        score[0, 0] = 0.0
        for p in range(pieces):
            mine = taken[p]
            rest = total[p] + NEW - (weight[s] if mine >= 0 else 0.0)
            _new(score, back, which, p, said.size, math.log2(rest / NEW), bits)
            for a in range(first[p], first[p + 1]):
                left = count[a] - (weight[s] if a == mine else 0.0)
                if left > 1e-9:
                    text = words[word_start[a] : word_start[a + 1]]
                    _known(score, back, which, p, said, text, a, math.log2(rest / left))
        at = said.size
        cuts[s, pieces] = start[s] + at
        for p in range(pieces, 0, -1):
            chosen[s, p - 1] = which[p, at]
            at = back[p, at]
            cuts[s, p - 1] = start[s] + at
    return cuts, chosen


@numba.njit(cache=True, nogil=True)
def _new(
    score: Reals, back: Ints, which: Ints, p: int, size: int, price: float, bits: float
) -> None:
    """Let piece `p` say anything, from each place to each later one."""
    best, since = np.inf, 0
    for at in range(size + 1):
        best += bits
        if score[p, at] + price + bits < best:
            best, since = score[p, at] + price + bits, at
        if best < score[p + 1, at]:
            score[p + 1, at] = best
            back[p + 1, at] = since
            which[p + 1, at] = -1


@numba.njit(cache=True, nogil=True)
def _known(
    score: Reals, back: Ints, which: Ints, p: int, said: Ints, text: Ints, a: int, price: float
) -> None:
    """Let piece `p` say alternative `a`, wherever it stands."""
    for at in range(said.size - text.size + 1):
        if score[p, at] + price >= score[p + 1, at + text.size]:
            continue
        same = True
        for k in range(text.size):
            if said[at + k] != text[k]:
                same = False
                break
        if same:
            score[p + 1, at + text.size] = score[p, at] + price
            back[p + 1, at + text.size] = at
            which[p + 1, at + text.size] = a


@numba.njit(cache=True, nogil=True)
def slice_hashes(token: Ints, cuts: Ints) -> Any:
    """Return a hash of what each sentence says in each piece, shape (pieces, sentences)."""
    sentences, pieces = cuts.shape[0], cuts.shape[1] - 1
    hashes = np.empty((pieces, sentences), dtype=np.uint64)
    for s in range(sentences):
        for p in range(pieces):
            h = np.uint64(0x9E3779B97F4A7C15)
            for t in range(cuts[s, p], cuts[s, p + 1]):
                h = (h ^ np.uint64(token[t] + 1)) * np.uint64(0xBF58476D1CE4E5B9)
                h ^= h >> np.uint64(31)
            hashes[p, s] = h
    return hashes
