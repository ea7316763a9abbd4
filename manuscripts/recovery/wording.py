"""The pieces of a line in words: fixed, spun, or each copy its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from detection.arrays import Flags, Ints, Reals
from manuscripts.recovery.frame import Frame
from manuscripts.recovery.reading import Reading
from manuscripts.recovery.shown import Readings, alternative_texts
from manuscripts.template import Fixed, Slot

LISTED: Final = 20
"""Alternatives of a slot that a template lists."""
FREE_SHARE: Final = 0.5
"""Different alternatives for each variant, from which a slot is free."""
FEWEST_FREE: Final = 5
"""Alternatives of a free slot; fewer may be chance."""
FEWEST_ADDED: Final = 3
"""Different additions to copies, from which they are what people added by hand."""
FEWEST_NUMBERS: Final = 10
"""Alternatives of a free slot in which all are numbers."""
FEW_COPIES: Final = 40
"""Up to here one copy is enough for an alternative; above it may be an edit by hand."""
LEAST_SHARE: Final = 0.004
"""Share of the texts for an alternative, where there are many."""
EXPLAINING: Final = 2
"""Texts, or copies, of an alternative that explains anything: one explains itself alone."""


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
    support = np.zeros(frame.piece.size)
    copies = np.zeros(frame.piece.size, dtype=np.int64)
    for p in range(frame.pieces):
        np.add.at(support, own[:, p], found.texts)
        np.add.at(copies, own[:, p], found.copies)
    texts = alternative_texts(reading, found)
    several = (support >= EXPLAINING) | (copies >= EXPLAINING)
    asides = np.array([_is_added(frame, support, copies, texts, p) for p in range(frame.pieces)])
    free = np.array([_is_free(frame, support, texts, p) for p in range(frame.pieces)]) & ~asides
    kept = _kept(frame, support, copies, free, asides)
    pieces: list[Fixed | Slot] = []
    for p in range(frame.pieces):
        mine = np.flatnonzero((frame.piece == p) & kept)
        piece = _piece(mine, copies, texts, free=bool(free[p]))
        _append(pieces, piece, spaced=_spaced(reading, found, p))
    alone = np.bincount(frame.piece[kept], minlength=frame.pieces) == 1
    explaining = kept & (several | alone[frame.piece])
    long = _characters(reading, found)
    explained = np.where(explaining[own] & ~free, long, 0).sum(axis=1)
    return Worded(tuple(pieces), explained, np.where(free, long, 0).sum(axis=1))


def _kept(frame: Frame, support: Reals, copies: Ints, free: Flags, asides: Flags) -> Flags:
    """Return which alternatives are more than an edit by hand; one of each piece always is."""
    best = np.zeros(support.size, dtype=np.bool_)
    for p in range(frame.pieces):
        mine = np.flatnonzero(frame.piece == p)
        best[mine[np.lexsort((copies[mine], support[mine]))[-1]]] = True
    texts, all_copies = support[frame.piece == 0].sum(), copies[frame.piece == 0].sum()
    several = support >= max(EXPLAINING, LEAST_SHARE * texts)
    several |= copies >= max(EXPLAINING, LEAST_SHARE * all_copies)
    several |= all_copies <= FEW_COPIES
    return best | ((several | free[frame.piece]) & ~asides[frame.piece])


def _is_added(frame: Frame, support: Reals, copies: Ints, texts: list[str], p: int) -> bool:
    """Return whether most copies have nothing here and the others nearly each their own."""
    mine = np.flatnonzero((frame.piece == p) & (support > 0))
    words = [a for a in mine if texts[a]]
    most = any(2 * held[words].sum() <= held[mine].sum() for held in (support, copies))
    several = len(words) >= FEWEST_ADDED
    return several and most and len(words) >= FREE_SHARE * support[words].sum()


def _is_free(frame: Frame, support: Reals, texts: list[str], p: int) -> bool:
    mine = np.flatnonzero((frame.piece == p) & (support > 0))
    if mine.size < FEWEST_FREE:
        return False
    if mine.size >= FREE_SHARE * support[mine].sum():
        return True
    numbers = sum(texts[a].isdigit() for a in mine)
    return numbers >= max(FEWEST_NUMBERS, mine.size - 1)


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
    text = " " if spaced and pieces else ""
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
