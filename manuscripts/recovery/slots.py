"""Where slots begin and end: the shortest description of an alignment.

A manuscript's line is a row of pieces, each with the words that may stand there. Cut too finely, a
word of two characters costs two choices; cut too coarsely, every combination of two free choices
has to be written down. The cut that needs the fewest bits is kept, so adjacent slots are told
apart just where the data say that they vary independently.
"""

from __future__ import annotations

import math
from typing import Final

import numba
import numpy as np

from detection.arrays import Ints, Reals
from manuscripts.recovery.alignment import Columns
from manuscripts.recovery.frame import Variants, frame_of

WIDEST: Final = 48
"""Atoms (columns that vary as one) that a slot may span."""


def pieces_of(columns: Columns, variants: Variants) -> Ints:
    """Return the columns where pieces begin, and where the last ends, in the cheapest description.

    Cost in bits: each alternative is written down once, with log2(vocabulary) bits a token and as
    much for its end; each variant names its alternative by the adaptive code of its counts. Source:
    the two-part code of J. Rissanen (1978); the code of the choices is the Dirichlet-multinomial
    with 1/2 (R. Krichevsky, V. Trofimov, 1981).

    Args:
        columns: Shape (variants, columns), -1 for no token.
        variants: Which.
    """
    edges = _atoms(columns, variants.vocabulary)
    classes, sizes = _classes(columns, edges, variants.vocabulary)
    return edges[_cheapest(classes, sizes, variants.weight, variants.bits)]


@numba.njit(cache=True, nogil=True)
def _atoms(columns: Columns, vocabulary: int) -> Ints:
    """Return the edges of runs of columns that divide the variants in the same way."""
    edges = [0]
    there = np.empty(vocabulary + 1, dtype=np.int64)
    back = np.empty(vocabulary + 1, dtype=np.int64)
    for c in range(1, columns.shape[1]):
        there[:] = -2
        back[:] = -2
        for v in range(columns.shape[0]):
            one, other = columns[v, c - 1], columns[v, c]
            if there[one] == -2 and back[other] == -2:
                there[one], back[other] = other, one
            elif there[one] != other or back[other] != one:
                edges.append(c)
                break
    edges.append(columns.shape[1])
    return np.array(edges, dtype=np.int64)


@numba.njit(cache=True, nogil=True)
def _classes(columns: Columns, edges: Ints, vocabulary: int) -> tuple[Ints, Ints]:
    """Return for each atom and variant a number that equal ones share, and how many tokens."""
    atoms, variants = edges.size - 1, columns.shape[0]
    classes = np.empty((atoms, variants), dtype=np.int64)
    sizes = np.zeros((atoms, variants), dtype=np.int64)
    number = np.empty(vocabulary + 1, dtype=np.int64)
    for a in range(atoms):
        number[:] = -1
        count = 0
        for v in range(variants):
            word = columns[v, edges[a]]
            if number[word] < 0:
                number[word] = count
                count += 1
            classes[a, v] = number[word]
            for c in range(edges[a], edges[a + 1]):
                sizes[a, v] += columns[v, c] >= 0
    return classes, sizes


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
        kinds = min(1, variants)
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
    return float(length_of(own, np.diff(cuts, axis=1), variants.weight, variants.bits))


@numba.njit(cache=True, nogil=True)
def length_of(own: Ints, sizes: Ints, weight: Reals, bits: float) -> float:
    """Return the bits of pieces; the alternatives of a piece are numbered one behind the other."""
    total = 0.0
    for p in range(own.shape[1]):
        label = own[:, p] - own[:, p].min()
        total += _price(label, label.max() + 1, sizes[:, p].copy(), weight, bits)
    return total
