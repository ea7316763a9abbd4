"""Fits the pieces of a line to its variants: align, cut, read anew, and again inside the pieces."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from detection.arrays import Ints
from manuscripts.recovery.alignment import Columns, align
from manuscripts.recovery.frame import Frame, Variants, frame_of
from manuscripts.recovery.parsing import parse
from manuscripts.recovery.slots import description_length, pieces_of
from manuscripts.recovery.splitting import factored, moved_edges

READINGS: Final = 6
"""Most readings of all variants before the pieces are cut anew."""
ROUNDS: Final = 3
MOST_EFFORT: Final = 100_000
"""Tokens times pieces of a line that is cut anew; above it is read once only."""


def fit(variants: Variants, order: Ints) -> Ints:
    """Return where the pieces of each variant begin and where the last ends.

    Args:
        variants: Of one line, distinct.
        order: In which order they are aligned, the most typical first.
    """
    columns = align(variants.token, variants.start, variants.weight, order, variants.vocabulary)
    cuts, best = _improved(variants, _cuts(variants, columns))
    rounds = ROUNDS if variants.token.size * cuts.shape[1] <= MOST_EFFORT else 0
    for _round in range(rounds):
        tried, cost = _improved(variants, _cuts(variants, _aligned_within(variants, cuts)))
        if cost >= best - 1e-6:
            break
        cuts, best = tried, cost
    return factored(variants.token, cuts)


def _improved(variants: Variants, cuts: Ints) -> tuple[Ints, float]:
    """Return the cuts read anew and with better edges, and their description length."""
    cuts = _read_anew(variants, cuts)
    cuts = moved_edges(variants.token, cuts, variants.weight, variants.bits)
    cuts = _read_anew(variants, cuts)
    return cuts, description_length(variants, cuts)


def _cuts(variants: Variants, columns: Columns) -> Ints:
    """Return the cheapest cut of an alignment."""
    edges = pieces_of(columns, variants)
    upto = np.zeros((columns.shape[0], columns.shape[1] + 1), dtype=np.int64)
    np.cumsum(columns >= 0, axis=1, out=upto[:, 1:])
    cuts = np.ascontiguousarray(variants.start[:-1, np.newaxis] + upto[:, edges])
    cuts[:, -1] = variants.start[1:]  # an alignment that is too wide leaves tokens out
    return cuts


def _read_anew(variants: Variants, cuts: Ints) -> Ints:
    """Let each variant be read by the pieces of the others, until nothing moves."""
    readings = READINGS if variants.token.size * cuts.shape[1] <= MOST_EFFORT else 1
    for _reading in range(readings):
        frame, own = frame_of(variants, cuts)
        moved, _chosen = parse(
            variants.token,
            variants.start,
            frame.kernel,
            frame.pieces,
            own,
            variants.weight,
            variants.bits,
        )
        if np.array_equal(moved, cuts):
            break
        cuts = moved
    return cuts


def _aligned_within(variants: Variants, cuts: Ints) -> Columns:
    """Align the alternatives of each piece among themselves."""
    frame, own = frame_of(variants, cuts)
    first = np.searchsorted(frame.piece, np.arange(frame.pieces + 1))
    parts = [
        _aligned_piece(frame, low, high)[own[:, p] - low]
        for p, (low, high) in enumerate(pairwise(first.tolist()))
    ]
    return np.concatenate(parts, axis=1)


def _aligned_piece(frame: Frame, low: int, high: int) -> Columns:
    """Return the columns of alternatives `low` to `high` of a frame."""
    start = frame.start[low : high + 1]
    token = frame.words[start[0] : start[-1]]
    if high - low == 1:
        return token[np.newaxis, :]
    count = frame.count[low:high]
    order = np.lexsort((-np.diff(start), -count))
    found, number = np.unique(token, return_inverse=True)
    columns = align(number, start - start[0], count, order, found.size)
    return np.where(columns >= 0, np.append(found, -1)[columns], -1)
