"""The pieces of a line in words: fixed, spun, or each copy its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from detection.arrays import Flags, Ints, Reals
from manuscripts.recovery.frame import Frame
from manuscripts.recovery.reading import Reading
from manuscripts.template import Fixed, Slot

LISTED: Final = 20
"""Alternatives of a slot that a template lists."""
FREE_SHARE: Final = 0.5
"""Different alternatives for each variant, from which a slot is free."""
FEWEST_FREE: Final = 5
"""Alternatives of a free slot; fewer may be chance."""
FEWEST_NUMBERS: Final = 10
"""Alternatives of a free slot in which all are numbers."""
FEW_VARIANTS: Final = 40
"""Up to here one variant is enough for an alternative; above it may be an edit by hand."""
LEAST_SHARE: Final = 0.004
"""Share of the variants for an alternative, where there are many."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How the variants of a line are read.

    Attributes:
        frame: Pieces and alternatives of all variants.
        cuts: Where the pieces of each begin and where the last ends.
        own: Alternative of each piece of each variant.
        token: Token of the reading for each token of the variants.
        copies: Of each variant.
        texts: Different texts that hold each variant.
    """

    frame: Frame
    cuts: Ints
    own: Ints
    token: Ints
    copies: Ints
    texts: Ints


@dataclass(frozen=True, slots=True)
class Worded:
    """A line in words.

    Attributes:
        pieces: Fixed words and slots.
        explained: Characters of each variant that fixed words and slots explain.
        free: Characters of each variant in free slots.
    """

    pieces: tuple[Fixed | Slot, ...]
    explained: Ints
    free: Ints


def worded(reading: Reading, found: Readings) -> Worded:
    """Put the pieces of a line in words."""
    frame, own = found.frame, found.own
    support = np.bincount(own.ravel(), minlength=frame.piece.size) * 0.0
    copies = np.zeros(frame.piece.size, dtype=np.int64)
    for p in range(frame.pieces):
        np.add.at(support, own[:, p], found.texts)
        np.add.at(copies, own[:, p], found.copies)
    texts = _alternative_texts(reading, found)
    free = np.array([_is_free(frame, support, texts, p) for p in range(frame.pieces)])
    kept = _kept(frame, support, free)
    pieces: list[Fixed | Slot] = []
    for p in range(frame.pieces):
        mine = np.flatnonzero((frame.piece == p) & kept)
        piece = _piece(mine, copies, texts, free=bool(free[p]))
        _append(pieces, piece, spaced=_spaced(reading, found, p))
    long = _characters(reading, found)
    explained = np.where(kept[own] & ~free, long, 0).sum(axis=1)
    return Worded(tuple(pieces), explained, np.where(free, long, 0).sum(axis=1))


def _kept(frame: Frame, support: Reals, free: Flags) -> Flags:
    """Return which alternatives are more than an edit by hand; one of each piece always is."""
    variants = support[frame.piece == 0].sum()
    if variants <= FEW_VARIANTS:
        return np.ones(support.size, dtype=np.bool_)
    kept = (support >= max(2.0, LEAST_SHARE * variants)) | free[frame.piece]
    for p in range(frame.pieces):
        mine = np.flatnonzero(frame.piece == p)
        kept[mine[np.argmax(support[mine])]] = True
    return kept


def _is_free(frame: Frame, support: Reals, texts: list[str], p: int) -> bool:
    mine = np.flatnonzero((frame.piece == p) & (support > 0))
    if mine.size < FEWEST_FREE:
        return False
    if mine.size >= FREE_SHARE * support[mine].sum():
        return True
    numbers = sum(texts[a].isdigit() for a in mine)
    return numbers >= max(FEWEST_NUMBERS, mine.size - 1)


def _alternative_texts(reading: Reading, found: Readings) -> list[str]:
    """Return each alternative as most copies write it."""
    order = np.argsort(found.copies, kind="stable")
    example = np.zeros(found.frame.piece.size, dtype=np.int64)
    for p in range(found.frame.pieces):
        example[found.own[order, p]] = order  # the last one, with the most copies, stays
    low = found.cuts[example, found.frame.piece]
    high = found.cuts[example, found.frame.piece + 1]
    return [
        reading.text[reading.begin[found.token[a]] : reading.end[found.token[b - 1]]]
        if b > a
        else ""
        for a, b in zip(low.tolist(), high.tolist(), strict=True)
    ]


def _piece(mine: Ints, copies: Ints, texts: list[str], *, free: bool) -> Fixed | Slot:
    if mine.size == 1:
        return Fixed(texts[mine[0]])
    ranked = sorted(mine.tolist(), key=lambda a: (-copies[a], texts[a]))
    shown = tuple((texts[a], int(copies[a])) for a in ranked[:LISTED])
    return Slot(shown, total=mine.size, free=free)


def _spaced(reading: Reading, found: Readings, p: int) -> bool:
    """Return whether most variants have a space before a piece that is not the first."""
    says = np.flatnonzero(
        (found.cuts[:, p + 1] > found.cuts[:, p]) & (found.cuts[:, p] > found.cuts[:, 0])
    )
    if not says.size:
        return False
    spaced = reading.spaced[found.token[found.cuts[says, p]]]
    return bool(np.average(spaced, weights=found.texts[says]) > 0.5)


def _append(pieces: list[Fixed | Slot], piece: Fixed | Slot, *, spaced: bool) -> None:
    """Add a piece; neighbouring fixed words, and the space before a slot, become one piece."""
    if piece == Fixed(""):
        return
    text = " " if spaced else ""
    if isinstance(piece, Fixed):
        text += piece.text
    if text and pieces and isinstance(last := pieces[-1], Fixed):
        pieces[-1] = Fixed(last.text + text)
    elif text:
        pieces.append(Fixed(text))
    if isinstance(piece, Slot):
        pieces.append(piece)


def _characters(reading: Reading, found: Readings) -> Ints:
    """Return the characters of each piece of each variant, without spaces."""
    size = reading.end[found.token] - reading.begin[found.token]
    upto = np.zeros(found.token.size + 1, dtype=np.int64)
    np.cumsum(size, out=upto[1:])
    return np.diff(upto[found.cuts], axis=1)
