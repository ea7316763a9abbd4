"""Lines of one short sentence that differ in one place: wordings of a sentence of a few words.

Where every word of a short sentence is spun, two copies may share too few pieces to be near
duplicates. Yet from wording to wording mostly one place changes, and short sentences are published
word for word again and again. So only sentences count here that are texts by themselves and that
`FEWEST_ACCOUNTS` accounts published word for word.

Invariants: two wordings are neighbours if what they begin and end with in common is half of the
longer one. Lines are joined if half of the wordings of one have neighbours in the other. Each
wording is compared with the next `NEXT` in the order of letters, from the front and from the
back: never all pairs.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.arrays import Flags, Ints
from detection.text.minhash import buffers
from manuscripts.bodies import Bodies, accounts_of

FEWEST_ACCOUNTS: Final = 3
LONGEST_BYTES: Final = 96
"""Of a form: 32 Chinese characters, 96 Latin letters; a longer sentence has pieces enough."""
COMMON: Final = 0.5
"""Share of the longer wording that two neighbours begin and end with."""
NEXT: Final = 24


def join_neighbours(bodies: Bodies, line: Ints, compared: Flags) -> Ints:
    """Return the lines after those that are wordings of one short sentence have become one.

    Args:
        bodies: The texts.
        line: Line of each sentence form, named by its first form.
        compared: Whether each form is long enough to be compared.
    """
    chosen = _published_alone(bodies, compared)
    if chosen.size < 2:
        return line
    pairs = _neighbours(bodies.forms, chosen)
    return _joined(line, chosen, pairs)


def _published_alone(bodies: Bodies, compared: Flags) -> Ints:
    """Return the short forms that enough accounts published as a whole text, word for word."""
    alone = np.diff(bodies.offsets) == 1
    form = bodies.sentence[bodies.offsets[:-1][alone]]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(alone)))
    accounts = accounts_of(bodies, offsets, form, len(bodies.forms))
    _content, ends = buffers(bodies.forms)
    short = np.diff(ends) <= LONGEST_BYTES
    return np.flatnonzero((accounts >= FEWEST_ACCOUNTS) & compared & short)


def _neighbours(forms: pa.Array, chosen: Ints) -> npt.NDArray[np.int64]:
    """Return pairs of places in `chosen`, shape (pairs, 2)."""
    content = [text.encode() for text in forms.take(pa.array(chosen)).to_pylist()]
    width = max(map(len, content))
    table = np.zeros((len(content), width), dtype=np.uint8)
    size = np.array([len(text) for text in content])
    for row, text in enumerate(content):
        table[row, : len(text)] = np.frombuffer(text, np.uint8)
    front = np.array(sorted(range(len(content)), key=lambda k: content[k]))
    back = np.array(sorted(range(len(content)), key=lambda k: content[k][::-1]))
    return np.concatenate([_near(table, size, order) for order in (front, back)])


@numba.njit(cache=True, nogil=True)
def _near(table: npt.NDArray[np.uint8], size: Ints, order: Ints) -> npt.NDArray[np.int64]:
    """Return the pairs of wordings near each other in an order that are neighbours."""
    found = np.empty((order.size * NEXT, 2), dtype=np.int64)
    count = 0
    for place in range(order.size):
        for other in range(place + 1, min(order.size, place + 1 + NEXT)):
            a, b = order[place], order[other]
            least, most = min(size[a], size[b]), max(size[a], size[b])
            same = 0
            while same < least and table[a, same] == table[b, same]:
                same += 1
            end = 0
            while end < least - same and table[a, size[a] - 1 - end] == table[b, size[b] - 1 - end]:
                end += 1
            if same + end >= COMMON * most:
                found[count] = a, b
                count += 1
    return found[:count]


def _joined(line: Ints, chosen: Ints, pairs: npt.NDArray[np.int64]) -> Ints:
    """Join the lines of which half of the wordings of one have neighbours in the other."""
    own = line[chosen]
    wordings = np.bincount(own, minlength=line.size)
    near = np.concatenate([pairs, pairs[:, ::-1]])
    near = near[own[near[:, 0]] != own[near[:, 1]]]
    width = line.size
    # of each wording and each other line once
    linked = np.unique(near[:, 0] * width + own[near[:, 1]])
    between = own[linked // width] * width + linked % width
    lines, count = np.unique(between, return_counts=True)
    one, other = lines // width, lines % width
    enough = 2 * count >= wordings[one]
    parent = np.arange(width)
    for a, b in zip(one[enough].tolist(), other[enough].tolist(), strict=True):
        while parent[a] != a:
            a = parent[a]
        while parent[b] != b:
            b = parent[b]
        parent[max(a, b)] = min(a, b)
    while (again := parent[parent] != parent).any():
        parent[again] = parent[parent[again]]
    return parent[line]
