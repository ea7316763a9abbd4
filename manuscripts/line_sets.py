"""Which lines a text has in common with texts of other accounts, and how much they weigh.

A line counts as shared when two accounts published it. Texts of which less than `LEAST_SHARE` is
shared are left out: someone else's sentence in a text of one's own makes no copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from detection.arrays import Ints, Reals
from detection.text.minhash import MIN_SHINGLES, buffers
from manuscripts.bodies import Bodies, accounts_of, ranges, sequence_keys

LEAST_SHARE: Final = 1 / 3
"""Share of the letters of a text that it must have in common with copies."""
MOST_LINES: Final = 24
"""Lines of a text that are looked at, the rarest: bounds what one hostile text costs."""
_LONGEST: Final = 120.0  # bytes from which a longer sentence weighs no more
_LEAST_RARENESS: Final = 0.05


@dataclass(frozen=True, slots=True)
class LineSets:
    """Different sets of shared lines.

    Attributes:
        of: Number of the set of each text; -1 where there is none.
        offsets: Where the lines of each set begin in `lines`; one more than sets.
        lines: Sorted lines of each set.
        accounts: Accounts that published exactly this set.
        weight: Of each line: its length times its rareness, 0 for a line of one account.
        all_lines: Offsets, one more than texts, and the sorted lines of each text, shared or not.
    """

    of: Ints
    offsets: Ints
    lines: Ints
    accounts: Ints
    weight: Reals
    all_lines: tuple[Ints, Ints]


def line_sets(bodies: Bodies, line: Ints, shingles: Ints) -> LineSets:
    """Return the sets of shared lines of all texts.

    Rareness of a line with a of n accounts is log(n / a) / log(n): 1 for one account, 0 for all.

    Args:
        bodies: The texts.
        line: Of each sentence form.
        shingles: Different shingles of each form, counted up to MIN_SHINGLES.
    """
    lines = line[bodies.sentence]
    _content, ends = buffers(bodies.forms)
    size = np.diff(ends).astype(np.float64)
    whole = np.bincount(bodies.owner, size[bodies.sentence], bodies.texts)
    text, held = _distinct(bodies.owner, lines, line.size)
    every = np.searchsorted(text, np.arange(bodies.texts + 1)), held
    accounts = accounts_of(bodies, *every, line.size)
    total = max(2, int(bodies.account.max(initial=0)) + 1)
    rare = np.log(total / np.maximum(1, accounts)) / np.log(total)
    weight = np.minimum(size, _LONGEST) * np.maximum(rare, _LEAST_RARENESS)
    weight[accounts < 2] = 0.0
    shared = accounts[held] > 1
    text, held = text[shared], held[shared]
    # The sizes of joined texts are those of the first wording: near enough.
    known = np.bincount(text, size[held], bodies.texts) >= LEAST_SHARE * whole
    known &= np.bincount(text, shingles[held], bodies.texts) >= MIN_SHINGLES
    kept = known[text]
    text, held = _rarest(text[kept], held[kept], accounts)
    of, offsets, lines = _numbered(bodies, text, held)
    return LineSets(of, offsets, lines, _publishers(bodies, of, offsets.size - 1), weight, every)


def _distinct(text: Ints, lines: Ints, count: int) -> tuple[Ints, Ints]:
    """Return text and line of each pair once, sorted."""
    pairs = np.unique(text * count + lines)
    return pairs // max(1, count), pairs % max(1, count)


def _rarest(text: Ints, held: Ints, accounts: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of each text's `MOST_LINES` rarest lines, sorted."""
    order = np.lexsort((held, accounts[held], text))
    text, held = text[order], held[order]
    place = np.arange(text.size) - np.searchsorted(text, text)
    text, held = text[place < MOST_LINES], held[place < MOST_LINES]
    order = np.lexsort((held, text))
    return text[order], held[order]


def _numbered(bodies: Bodies, text: Ints, held: Ints) -> tuple[Ints, Ints, Ints]:
    """Number the sets by their first text: set of each text, offsets and lines of the sets."""
    begin = np.searchsorted(text, np.arange(bodies.texts + 1))
    some = np.flatnonzero(np.diff(begin))
    keys = sequence_keys(begin, held)[some]
    _seen, first, code = np.unique(keys, return_index=True, return_inverse=True)
    by_text = np.argsort(first)
    number = np.empty(by_text.size, dtype=np.int64)
    number[by_text] = np.arange(by_text.size)
    of = np.full(bodies.texts, -1, dtype=np.int64)
    of[some] = number[code]
    shown = some[first[by_text]]  # one text of each set
    each = np.diff(begin)[shown]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(each)))
    return of, offsets, held[ranges(begin[shown], each)]


def _publishers(bodies: Bodies, of: Ints, sets: int) -> Ints:
    """Return how many accounts published each set."""
    mine = of[bodies.text]
    width = bodies.account.size + 1
    pairs = np.unique((mine * width + bodies.account)[mine >= 0])
    return np.bincount(pairs // width, minlength=sets)
