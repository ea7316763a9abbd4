"""Finds manuscripts: texts that several accounts published, whole, spun, shuffled or in part."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from detection.arrays import Flags, Ints, Reals
from detection.text.minhash import MIN_SHINGLES
from manuscripts.bodies import Bodies
from manuscripts.definitions import define
from manuscripts.line_sets import line_sets
from manuscripts.lines import find_lines
from manuscripts.neighbours import join_neighbours
from manuscripts.resolve import resolve
from manuscripts.sentences import LEAST_SHINGLES


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of manuscripts of two accounts or more.

    Attributes:
        row: Row of each copy in the rows of the bodies; rising.
        manuscript: Number of the manuscript of each copy; by first copy.
        similarity: Share of its lines that a copy has in common with the first copy, of the
            shorter one of the two, 0..1.
        compared: Posts that had text enough.
    """

    row: Ints
    manuscript: Ints
    similarity: Reals
    compared: int


def find_manuscripts(bodies: Bodies) -> Copies:
    """Find which posts are copies of which manuscripts."""
    line, shingles = find_lines(bodies.forms)
    line = join_neighbours(bodies, line, shingles >= LEAST_SHINGLES)
    sets = line_sets(bodies, line, shingles)
    held = define(sets)
    of = sets.of[bodies.text]
    row = np.flatnonzero(of >= 0)
    row = row[held.candidates[of[row], 0] >= 0]
    at = np.asarray(bodies.rows["at"].cast("int64").to_numpy())
    found = resolve(at[row], held.candidates[of[row]])
    several = _several(found, bodies.account[row])
    row, found = row[several], found[several]
    _seen, first, code = np.unique(found, return_index=True, return_inverse=True)
    place = np.empty(first.size, dtype=np.int64)
    place[np.argsort(first)] = np.arange(first.size)
    heads = row[first][code]
    enough = np.bincount(bodies.owner, shingles[bodies.sentence], bodies.texts) >= MIN_SHINGLES
    return Copies(
        row=row,
        manuscript=place[code],
        similarity=_in_common(*sets.all_lines, bodies.text[row], bodies.text[heads]),
        compared=int(enough[bodies.text].sum()),
    )


def _several(found: Ints, account: Ints) -> Flags:
    """Return of each copy whether its manuscript has copies of two accounts."""
    one = np.full(int(found.max(initial=-1)) + 1, -1)
    one[found] = account
    several = np.zeros(one.size, dtype=np.bool_)
    several[found[account != one[found]]] = True
    return several[found]


@numba.njit(cache=True, nogil=True)
def _in_common(offsets: Ints, lines: Ints, texts: Ints, heads: Ints) -> Reals:
    """Return the share of the lines of each text, or of its head if that is shorter, they share.

    Args:
        offsets: Where the lines of each text begin.
        lines: Sorted lines of each text, each once.
        texts: Texts to compare.
        heads: With which text each.
    """
    share = np.empty(texts.size, dtype=np.float64)
    for k in range(texts.size):
        a, b = offsets[texts[k]], offsets[heads[k]]
        a_end, b_end = offsets[texts[k] + 1], offsets[heads[k] + 1]
        shorter, same = max(1, min(a_end - a, b_end - b)), 0
        while a < a_end and b < b_end:
            same += lines[a] == lines[b]
            step = lines[b] - lines[a]
            a += step >= 0
            b += step <= 0
        share[k] = same / shorter
    return share
