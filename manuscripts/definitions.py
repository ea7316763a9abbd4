"""Which sets of lines are manuscripts, and which manuscripts each set is a copy of.

A campaign draws its manuscripts from one bank of sentences, so manuscripts share lines, and copies
drop some and add others'. What makes a manuscript is a combination of lines that many accounts
published together: the mode. Around it lie sets that lack lines, which are copies.

1. Sets of two accounts or more, the most published first: one of which a known definition holds
   `JOIN` of the weight is a copy, unless it is published about as much; any other is a new
   definition.
2. A definition that others hold is absorbed when these are published about as much: it is what is
   left when copies drop lines. One that is published far more stands for itself: a phrase that
   manuscripts begin with, or one text that another quotes.
3. Every set is a copy of the definitions that hold most of it, if that is `HELD` or more. Several
   hold the same when only common lines are left; time decides then, see manuscripts/resolve.py.
4. What no definition holds opens definitions of its own, the heaviest first.

Invariants: a line lists at most `MOST_DEFINITIONS` definitions, so the cost is linear in the sets
however many texts share a sentence; nothing depends on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numba
import numpy as np

from detection.arrays import Flags, Ints, Reals
from manuscripts.line_sets import MOST_LINES, LineSets

JOIN: Final = 0.75
HELD: Final = 0.5
ABSORBED: Final = 2.0
"""A definition is absorbed when it has at most so many times the accounts of those that hold it."""
WHOLE: Final = 0.95
"""Share from which a definition holds all of a set: what is missing weighs next to nothing."""
OWN: Final = 5
"""Accounts of a set whose further lines make it another manuscript than one it shares most with."""
MOST_DEFINITIONS: Final = 64
CANDIDATES: Final = 8

_EVEN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """Which definitions hold each set.

    Attributes:
        candidates: Shape (sets, CANDIDATES): definitions that hold equally much of the set, each
            named by the set that it is; -1 behind the last, everywhere where none holds enough.
        share: Share of the set's weight that they hold, 0..1.
    """

    candidates: Ints
    share: Reals


def define(sets: LineSets) -> Held:
    """Choose the definitions and find those that hold each set."""
    count = sets.accounts.size
    total = _totals(sets.offsets, sets.lines, sets.weight)
    often = np.lexsort((np.arange(count), -total, -sets.accounts))
    often = often[sets.accounts[often] > 1]
    defined = _open(often, sets.offsets, sets.lines, sets.weight, total, sets.accounts, JOIN)
    heavy = np.lexsort((np.arange(count), -total))
    kept = _absorb(
        heavy[defined[heavy]], sets.offsets, sets.lines, sets.weight, total, sets.accounts
    )
    held = _hold(kept, sets, total, often)
    free = heavy[held.candidates[heavy, 0] < 0]
    opened = _open(free, sets.offsets, sets.lines, sets.weight, total, sets.accounts, HELD)
    more = _hold(opened, sets, total, heavy)
    alone = held.candidates[:, 0] < 0
    return Held(
        np.where(alone[:, np.newaxis], more.candidates, held.candidates),
        np.where(alone, more.share, held.share),
    )


def _hold(kept: Flags, sets: LineSets, total: Reals, order: Ints) -> Held:
    listed = order[kept[order]]
    return Held(*_best(listed, kept, sets.offsets, sets.lines, sets.weight, total))


@numba.njit(cache=True, nogil=True)
def _totals(offsets: Ints, lines: Ints, weight: Reals) -> Reals:
    total = np.zeros(offsets.size - 1, dtype=np.float64)
    for one in range(total.size):
        for place in range(offsets[one], offsets[one + 1]):
            total[one] += weight[lines[place]]
    return total


@numba.njit(cache=True, nogil=True)
def _new_index(lines: int, entries: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return lists of definitions by line: first entry and length of each, next and who of each."""
    first = np.full(lines, -1, dtype=np.int64)
    length = np.zeros(lines, dtype=np.int64)
    # The last place of `who` is how many entries there are.
    return first, length, np.empty(entries, dtype=np.int64), np.zeros(entries + 1, dtype=np.int64)


@numba.njit(cache=True, nogil=True)
def _enter(one: int, offsets: Ints, lines: Ints, index: tuple[Ints, Ints, Ints, Ints]) -> None:
    """Put a definition on the lists of its lines, where there is room."""
    first, length, following, who = index
    for place in range(offsets[one], offsets[one + 1]):
        line = lines[place]
        if length[line] < MOST_DEFINITIONS:
            entry = who[-1]
            who[entry], following[entry] = one, first[line]
            first[line] = entry
            length[line] += 1
            who[-1] += 1


@numba.njit(cache=True, nogil=True)
def _score(
    one: int,
    offsets: Ints,
    lines: Ints,
    weight: Reals,
    index: tuple[Ints, Ints, Ints, Ints],
    score: Reals,
    found: Ints,
) -> int:
    """Add to `score` what each definition holds of a set; return how many were put in `found`."""
    first, _length, following, who = index
    count = 0
    for place in range(offsets[one], offsets[one + 1]):
        entry = first[lines[place]]
        while entry >= 0:
            other = who[entry]
            if score[other] == 0.0:
                found[count] = other
                count += 1
            score[other] += weight[lines[place]]
            entry = following[entry]
    return count


@numba.njit(cache=True, nogil=True)
def _open(
    order: Ints,
    offsets: Ints,
    lines: Ints,
    weight: Reals,
    total: Reals,
    accounts: Ints,
    join: float,
) -> Flags:
    """Return which sets open a definition.

    Those of which none before holds the share `join`, or only such as are not published more than
    `ABSORBED` times as often and are lighter (the mode may lack a line by chance) or lack a line
    that `OWN` accounts published with the others: no chatter is so alike.
    """
    opened = np.zeros(total.size, dtype=np.bool_)
    index = _new_index(weight.size, lines.size)
    score = np.zeros(total.size, dtype=np.float64)
    found = np.empty(MOST_DEFINITIONS * MOST_LINES, dtype=np.int64)
    for one in order:
        held = False
        for k in range(_score(one, offsets, lines, weight, index, score, found)):
            other = found[k]
            other_lines = score[other] < WHOLE * total[one] and accounts[one] >= OWN
            rival = total[other] < total[one] or other_lines
            rival = rival and accounts[other] <= ABSORBED * accounts[one]
            held = held or (score[other] >= join * total[one] and not rival)
            score[other] = 0.0
        if not held:
            opened[one] = True
            _enter(one, offsets, lines, index)
    return opened


@numba.njit(cache=True, nogil=True)
def _absorb(
    order: Ints, offsets: Ints, lines: Ints, weight: Reals, total: Reals, accounts: Ints
) -> Flags:
    """Return which definitions are left, given them the heaviest first."""
    kept = np.zeros(total.size, dtype=np.bool_)
    index = _new_index(weight.size, lines.size)
    score = np.zeros(total.size, dtype=np.float64)
    found = np.empty(MOST_DEFINITIONS * MOST_LINES, dtype=np.int64)
    for one in order:
        holding = 0
        for k in range(_score(one, offsets, lines, weight, index, score, found)):
            other = found[k]
            minor = ABSORBED * accounts[one] < accounts[other] or accounts[one] < OWN
            if score[other] >= (JOIN if minor else WHOLE) * total[one]:
                holding += accounts[other]
            score[other] = 0.0
        if accounts[one] > ABSORBED * holding:
            kept[one] = True
            _enter(one, offsets, lines, index)
    return kept


@numba.njit(cache=True, nogil=True)
def _best(
    order: Ints, kept: Flags, offsets: Ints, lines: Ints, weight: Reals, total: Reals
) -> tuple[Ints, Reals]:
    """Return for each set the definitions that hold most of it, and the share."""
    candidates = np.full((total.size, CANDIDATES), -1, dtype=np.int64)
    share = np.zeros(total.size, dtype=np.float64)
    index = _new_index(weight.size, lines.size)
    for one in order:
        _enter(one, offsets, lines, index)
    score = np.zeros(total.size, dtype=np.float64)
    found = np.empty(MOST_DEFINITIONS * MOST_LINES, dtype=np.int64)
    for one in range(total.size):
        count = _score(one, offsets, lines, weight, index, score, found)
        most = 0.0
        for k in range(count):
            most = max(most, score[found[k]])
        if most >= HELD * total[one]:
            share[one] = most / total[one]
            if kept[one]:  # a definition is its own best copy
                candidates[one, 0] = one
            else:
                _fill(candidates[one], found[:count], score, float(most))
        for k in range(count):
            score[found[k]] = 0.0
    return candidates, share


@numba.njit(cache=True, nogil=True)
def _fill(candidates: Ints, found: Ints, score: Reals, most: float) -> None:
    """Put down the definitions that hold the most, as far as there is room."""
    room = 0
    for k in range(found.size):
        if score[found[k]] >= most * (1 - _EVEN) and room < CANDIDATES:
            candidates[room] = found[k]
            room += 1
