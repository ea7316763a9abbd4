"""How the wordings of one text differ: places that recombine, as a machine makes them, or a tree.

A spinner draws each slot of a text anew: any choice here stands beside any choice there. People
who pass a text on change a copy of a copy: changes are inherited together, so that of two places
that came to differ at most three of the four combinations are ever seen. This is the four-gamete
test of population genetics (R. Hudson, N. Kaplan, Statistical properties of the number of
recombination events, Genetics 111, 1985), with wordings for genomes and passages for sites.

People who say the same thing in words of their own recombine as well (every wish is made of a few
common phrases), but each of them brings new words; a machine has no more than its slots hold. The
chance that the next passage is a new one is estimated by the share of passages seen once (I. Good,
The population frequencies of species, Biometrika 40, 1953): `novelty`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeAlias

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.arrays import Ints, Reals
from detection.text.minhash import SHINGLE_BYTES, WORKERS, buffers, mix

MOST_FORMS: Final = 64
"""Wordings of a text that are looked at: a set of them is one 64-bit number."""
MOST_BYTES: Final = 800
"""What is looked at of a wording: some 260 Chinese characters, 800 Latin letters."""
RAREST_SHARE: Final = 0.2
"""A passage that fewer of the wordings have, or lack, is no site: chance would decide."""

_MOST_SITES: Final = 256
_CORE_SHARE: Final = 0.8
_GROUPS: Final = 500

Words: TypeAlias = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Variation:
    """What is known of the wordings of each group.

    Attributes:
        wordings: Wordings that were looked at.
        sites: Places that recombine freely, each with each other one; 1 where the wordings form
            a tree, 0 where they differ nowhere often enough.
        novelty: Share of passages that only one of the wordings has, 0..1.
        core: Share of the passages of a wording that `_CORE_SHARE` of the wordings have, 0..1.
    """

    wordings: Ints
    sites: Ints
    novelty: Reals
    core: Reals


def variation(forms: pa.Array, begins: Ints) -> Variation:
    """Compare the wordings of groups of texts.

    Complexity: MOST_FORMS * MOST_BYTES a group, with its logarithm; the forms beyond MOST_FORMS
    are left out evenly.

    Args:
        forms: Normal forms, large strings without null, distinct within a group, group by group.
        begins: Where each group begins, and the end of the last one.
    """
    content, offsets = buffers(forms)
    groups = begins.size - 1
    sites = np.zeros(groups, dtype=np.int64)
    rates = np.zeros((groups, 2), dtype=np.float64)

    def fill(start: int) -> None:
        part = slice(start, min(start + _GROUPS, groups))
        edges = begins[part.start : part.stop + 1]
        _compare(content, offsets, edges, sites[part], rates[part])

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(fill, range(0, groups, _GROUPS)))
    wordings = np.minimum(np.diff(begins), MOST_FORMS)
    return Variation(wordings, sites, rates[:, 0], rates[:, 1])


@numba.njit(cache=True, nogil=True)
def _compare(
    content: npt.NDArray[np.uint8], offsets: Ints, begins: Ints, sites: Ints, rates: Reals
) -> None:
    hashes = np.empty(MOST_FORMS * MOST_BYTES, dtype=np.uint64)
    owners = np.empty(MOST_FORMS * MOST_BYTES, dtype=np.uint64)
    for group in range(begins.size - 1):
        first, many = begins[group], begins[group + 1] - begins[group]
        taken = min(many, MOST_FORMS)
        count = 0
        for k in range(taken):
            form = first + k * many // taken
            count = _passages(content, offsets[form : form + 2], k, hashes, owners, count)
        patterns = _patterns(hashes[:count], owners[:count])
        sites[group] = _independent(patterns, taken)
        once, total, core = 0, 0, 0
        for pattern in patterns:
            holders = _ones(pattern)
            once += holders == 1
            total += holders
            if holders >= _CORE_SHARE * taken:
                core += holders
        rates[group, 0] = once / total if total and taken > 1 else 0.0
        rates[group, 1] = core / total if total else 0.0


@numba.njit(cache=True, nogil=True)
def _passages(
    content: npt.NDArray[np.uint8],
    edges: Ints,
    form: int,
    hashes: Words,
    owners: Words,
    count: int,
) -> int:
    """Add the passages of a form to `hashes` and who has them to `owners`; return the new count."""
    begin = edges[0]
    for at in range(begin, min(edges[1], begin + MOST_BYTES) - SHINGLE_BYTES + 1):
        if (content[at] & 0xC0) == 0x80:  # inside a character
            continue
        word = np.uint64(0)
        for place in range(at + 1, at + SHINGLE_BYTES):
            word = (word << np.uint64(8)) | np.uint64(content[place])
        hashes[count] = mix(word ^ mix(np.uint64(content[at])))
        owners[count] = np.uint64(1) << np.uint64(form)
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _patterns(hashes: Words, owners: Words) -> Words:
    """Return, for each distinct passage, the set of forms that have it."""
    order = np.argsort(hashes)
    patterns = np.zeros(hashes.size, dtype=np.uint64)
    last = -1
    for k in range(order.size):
        if k == 0 or hashes[order[k]] != hashes[order[k - 1]]:
            last += 1
        patterns[last] |= owners[order[k]]
    return patterns[: last + 1]


@numba.njit(cache=True, nogil=True)
def _ones(word: np.uint64) -> int:
    count = 0
    while word:
        word &= word - np.uint64(1)
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _independent(patterns: Words, forms: int) -> int:
    """Return how many sites were found, each of which recombines with all others found.

    Sites are taken in the order of how evenly they divide the forms: where the choice of the next
    is free, the one that tells more.
    """
    rarest = max(2, int(np.ceil(RAREST_SHARE * forms)))
    distinct = np.unique(patterns)
    least = np.empty(distinct.size, dtype=np.int64)
    for k in range(distinct.size):
        held = _ones(distinct[k])
        least[k] = min(held, forms - held)
    order = np.argsort(-least, kind="mergesort")[:_MOST_SITES]
    everybody = np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(64 - forms)
    each = 2 if forms >= 24 else 1
    found = np.empty(_MOST_SITES, dtype=np.uint64)
    count = 0
    for k in order:
        if least[k] < rarest:
            break
        site = distinct[k]
        free = True
        for other in found[:count]:
            if (
                _ones(site & other) < each
                or _ones(site & ~other) < each
                or _ones(~site & other) < each
                or _ones(everybody & ~site & ~other) < each
            ):
                free = False
                break
        if free:
            found[count] = site
            count += 1
    return count
