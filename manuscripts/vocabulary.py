"""Lines that are parts of one: what one is written with, the other is written with as well.

Two wordings of a sentence that is spun hard have little in common, so its copies may fall into
several lines. Yet every alternative stands in some copy: a wording whose pieces are mostly those
of the copies of a line together is one more of its copies.

Invariants: only lines of `FEWEST_FORMS` different wordings lend their pieces, `MOST_FORMS` of
each; a piece of more than `PLACES` lines tells nothing and counts for none. A line goes to
another whole, to a larger one, if most of its wordings are explained by that one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.arrays import Ints
from detection.text.minhash import WORKERS, buffers, mix

EXPLAINED: Final = 0.5
"""Share of the pieces of a wording that a line must have."""
PIECE_BYTES: Final = 6
"""Two Chinese characters or six Latin letters: few pieces so short reach over several slots."""
FEWEST_FORMS: Final = 6
MOST_FORMS: Final = 128
PLACES: Final = 4

_MOST_LINES: Final = 16
_TABLE_BITS: Final = 23  # 64 MB of keys, 128 MB of lines
_CHUNK: Final = 50_000

Table = tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]


def merge_lines(forms: pa.Array, chosen: Ints, line: Ints) -> Ints:
    """Return the lines after those that are parts of others have gone to these.

    Args:
        forms: Normal forms of sentences, large strings.
        chosen: Numbers of those that can be compared, rising.
        line: The line of each of these: the number, in `chosen`, of its first wording.
    """
    content, offsets = buffers(forms)
    size = np.bincount(line, minlength=chosen.size)
    lenders = _lenders(line, size)
    if not lenders.size:
        return line
    table = _new_table(lenders.size)
    _lend(content, offsets, chosen[lenders], line[lenders].astype(np.int32), table)
    vote = np.full(chosen.size, -1, dtype=np.int64)

    def look(start: int) -> None:
        part = slice(start, start + _CHUNK)
        _vote(content, offsets, chosen[part], line[part], size, table, vote[part])

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(look, range(0, chosen.size, _CHUNK)))
    return _moved(line, size, vote)


def _lenders(line: Ints, size: Ints) -> Ints:
    """Return the first wordings of the lines that lend their pieces."""
    large = np.flatnonzero(size[line] >= FEWEST_FORMS)
    order = large[np.argsort(line[large], kind="stable")]
    place = np.arange(order.size) - np.searchsorted(line[order], line[order])
    return order[place < MOST_FORMS]


def _new_table(lenders: int) -> Table:
    bits = min(_TABLE_BITS, max(12, (lenders * 128).bit_length()))
    return np.zeros(1 << bits, np.uint64), np.full((1 << bits, PLACES + 1), -1, np.int32)


def _moved(line: Ints, size: Ints, vote: Ints) -> Ints:
    """Return the lines after the votes: each line goes where most of its wordings want it to go."""
    given = np.flatnonzero(vote >= 0)
    width = line.size
    pairs, votes = np.unique(line[given] * width + vote[given], return_counts=True)
    own, other = pairs // max(1, width), pairs % max(1, width)
    most = 2 * votes > size[own]
    target = np.arange(width)
    # The heavier line stays; of two equal ones the first.
    order = np.lexsort((-own[most], -size[own[most]]))[::-1]
    for one, to in zip(own[most][order].tolist(), other[most][order].tolist(), strict=True):
        target[one] = to
    while (again := target[target] != target).any():
        target[again] = target[target[again]]
    return _first(target[line])


def _first(line: Ints) -> Ints:
    """Return lines that are named by their first wording."""
    first = np.full(line.size, line.size, dtype=np.int64)
    np.minimum.at(first, line, np.arange(line.size))
    return first[line]


@numba.njit(cache=True, nogil=True, inline="always")
def piece(content: npt.NDArray[np.uint8], first: int, size: int) -> np.uint64:
    """Return a number for `size` bytes, at most 9, other than 0."""
    word = np.uint64(0)
    for place in range(first + 1, first + size):
        word = (word << np.uint64(8)) | np.uint64(content[place])
    return mix(word ^ mix(np.uint64(content[first]))) | np.uint64(1)


@numba.njit(cache=True, nogil=True, inline="always")
def _slot(keys: npt.NDArray[np.uint64], value: np.uint64) -> np.int64:
    """Return where a piece stands in the table, or where it would."""
    mask = np.uint64(keys.size - 1)
    at = np.int64((value >> np.uint64(1)) & mask)
    while keys[at] != 0 and keys[at] != value:
        at = np.int64((np.uint64(at) + np.uint64(1)) & mask)
    return at


@numba.njit(cache=True, nogil=True)
def _lend(
    content: npt.NDArray[np.uint8],
    offsets: Ints,
    forms: Ints,
    lines: npt.NDArray[np.int32],
    table: Table,
) -> None:
    """Enter the pieces of some forms with their lines, while three quarters have room."""
    keys, places = table
    room = keys.size * 3 // 4
    for k in range(forms.size):
        for first in range(offsets[forms[k]], offsets[forms[k] + 1] - PIECE_BYTES + 1):
            if (content[first] & 0xC0) == 0x80:  # inside a character
                continue
            value = piece(content, first, PIECE_BYTES)
            at = _slot(keys, value)
            if keys[at] == 0:
                if room == 0:
                    continue
                room -= 1
                keys[at] = value
            for p in range(PLACES + 1):
                if places[at, p] == lines[k]:
                    break
                if places[at, p] < 0:
                    places[at, p] = lines[k]
                    break


@numba.njit(cache=True, nogil=True)
def _vote(
    content: npt.NDArray[np.uint8],
    offsets: Ints,
    forms: Ints,
    lines: Ints,
    size: Ints,
    table: Table,
    vote: Ints,
) -> None:
    """Put down, for each form, the larger line that explains it best, if one does."""
    keys, places = table
    found = np.empty(_MOST_LINES, dtype=np.int64)
    count = np.empty(_MOST_LINES, dtype=np.int64)
    for k in range(forms.size):
        lines_seen, pieces = 0, 0
        for first in range(offsets[forms[k]], offsets[forms[k] + 1] - PIECE_BYTES + 1):
            if (content[first] & 0xC0) == 0x80:
                continue
            pieces += 1
            if pieces == 12 and lines_seen == 0:
                break
            at = _slot(keys, piece(content, first, PIECE_BYTES))
            if keys[at] == 0 or places[at, PLACES] >= 0:
                continue
            for p in range(PLACES):
                other = places[at, p]
                if other < 0:
                    break
                mine = lines[k]
                if other == mine:
                    continue
                if size[other] < size[mine] or (size[other] == size[mine] and other > mine):
                    continue
                known = 0
                while known < lines_seen and found[known] != other:
                    known += 1
                if known == lines_seen:
                    if lines_seen == _MOST_LINES:
                        continue
                    found[known], count[known] = other, 0
                    lines_seen += 1
                count[known] += 1
        most = 0
        for known in range(lines_seen):
            if count[known] > most and count[known] >= EXPLAINED * pieces:
                most = count[known]
                vote[k] = found[known]
