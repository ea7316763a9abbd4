"""Where slots begin and end: the shortest description of an alignment.

A manuscript's line is a row of pieces, each with the words that may stand there. Cut too finely, a
word of two characters costs two choices; cut too coarsely, every combination of two free choices
has to be written down. The cut that needs the fewest bits is kept, so adjacent slots are told
apart just where the data say that they vary independently.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numba
import numpy as np

from detection.arrays import Ints, Reals
from manuscripts.recovery.alignment import Columns
from manuscripts.recovery.frame import Variants, frame_of

WIDEST: Final = 48
"""Atoms (columns that vary as one) that a slot may span."""


def pieces_of(columns: Columns, variants: Variants) -> list[tuple[int, int]]:
    """Return the columns (from, behind) of each piece of the cheapest description.

    Cost in bits: each alternative is written down once, with log2(vocabulary) bits a token and as
    much for its end; each variant names its alternative by the adaptive code of its counts. Source:
    the two-part code of J. Rissanen (1978); the code of the choices is the Dirichlet-multinomial
    with 1/2 (R. Krichevsky, V. Trofimov, 1981).

    Args:
        columns: Shape (variants, columns), -1 for no token.
        variants: Which.
    """
    atoms = _atoms(columns)
    classes = _classes(columns, atoms)
    sizes = np.array([(columns[:, a:b] >= 0).sum(axis=1) for a, b in atoms]).reshape(len(atoms), -1)
    cuts = _cheapest(classes, sizes.astype(np.int64), variants.weight, variants.bits)
    return [(atoms[a][0], atoms[b - 1][1]) for a, b in pairwise(cuts.tolist())]


def _atoms(columns: Columns) -> list[tuple[int, int]]:
    """Return runs of columns that divide the variants in the same way."""
    edges = [0]
    labels = [np.unique(columns[:, c], return_inverse=True)[1] for c in range(columns.shape[1])]
    for c, (one, other) in enumerate(pairwise(labels), start=1):
        both = np.unique(one * columns.shape[0] + other).size
        if not both == one.max() + 1 == other.max() + 1:
            edges.append(c)
    return list(pairwise([*edges, columns.shape[1]]))


def _classes(columns: Columns, atoms: list[tuple[int, int]]) -> Ints:
    """Return for each atom and variant a number that variants with the same tokens share."""
    classes = [np.unique(columns[:, a], return_inverse=True)[1] for a, _b in atoms]
    return np.array(classes, dtype=np.int64).reshape(len(atoms), columns.shape[0])


@numba.njit(cache=True, nogil=True)
def _cheapest(classes: Ints, sizes: Ints, weight: Reals, bits: float) -> Ints:
    """Return the edges of the pieces, from 0 to the number of atoms."""
    atoms, variants = classes.shape
    cost = np.full(atoms + 1, np.inf)
    cost[0] = 0.0
    back = np.zeros(atoms + 1, dtype=np.int64)
    label = np.zeros(variants, dtype=np.int64)
    length = np.zeros(variants, dtype=np.int64)
    for a in range(atoms):
        label[:] = 0
        length[:] = 0
        kinds = 1
        for b in range(a, min(atoms, a + WIDEST)):
            kinds = _refined(label, kinds, classes[b])
            length += sizes[b]
            price = cost[a] + _price(label, kinds, length, weight, bits)
            if price < cost[b + 1] - 1e-9:
                cost[b + 1] = price
                back[b + 1] = a
    edges = [atoms]
    while edges[-1] > 0:
        edges.append(back[edges[-1]])
    return np.array(edges[::-1], dtype=np.int64)


@numba.njit(cache=True, nogil=True)
def _refined(label: Ints, kinds: int, classes: Ints) -> int:
    """Tell variants of one label apart by another column; return how many labels there are."""
    variants = label.size
    width = 0
    for v in range(variants):
        width = max(width, classes[v] + 1)
    number = np.full(kinds * width, -1, dtype=np.int64)
    count = 0
    for v in range(variants):
        at = label[v] * width + classes[v]
        if number[at] < 0:
            number[at] = count
            count += 1
        label[v] = number[at]
    return count


@numba.njit(cache=True, nogil=True)
def _price(label: Ints, kinds: int, length: Ints, weight: Reals, bits: float) -> float:
    used = np.zeros(kinds)
    size = np.zeros(kinds, dtype=np.int64)
    total = 0.0
    for v in range(label.size):
        used[label[v]] += weight[v]
        size[label[v]] = length[v]
        total += weight[v]
    price = math.lgamma(total + 0.5 * kinds) - math.lgamma(0.5 * kinds)
    for k in range(kinds):
        price -= math.lgamma(used[k] + 0.5) - math.lgamma(0.5)
    written = 0.0
    for k in range(kinds):
        written += (size[k] + 1) * bits
    return price / math.log(2.0) + written


def description_length(variants: Variants, cuts: Ints) -> float:
    """Return what variants cost that are cut in pieces, in bits; see `pieces_of`."""
    _frame, own = frame_of(variants, cuts)
    sizes = np.diff(cuts, axis=1)
    return sum(
        _price_of_piece(own[:, p] - own[:, p].min(), sizes[:, p], variants.weight, variants.bits)
        for p in range(own.shape[1])
    )


@numba.njit(cache=True, nogil=True)
def _price_of_piece(label: Ints, length: Ints, weight: Reals, bits: float) -> float:
    return _price(label, label.max() + 1, length, weight, bits)
