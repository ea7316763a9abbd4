"""Random name: letters that do not follow each other in names that people choose."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, where
from detection.arrays import Flags, Ints, Reals

LETTERS: Final = 26
FEWEST_LETTERS: Final = 8
"""Letters of a name below which chance makes anything of it."""
FEWEST_ORGANIC: Final = 200
"""Organic names by which it is known how people name themselves."""
ODD: Final = 0.02
"""Share of the organic names that are as odd as what is called random."""


def random_letters(profiles: Profiles) -> Seen:
    """Return whose name is odder than 98 % of the organic ones.

    Odd: mean of -log2 P(b | a) over the pairs of Latin letters a, b that follow each other in the
    name; P from the organic names of the same collection, each pair counted once more than seen.
    In bits a letter; letters drawn by lot have about 6.
    """
    owner, first, then = _pairs(profiles)
    letters = np.bincount(owner, minlength=len(profiles)) + 1
    known = letters >= FEWEST_LETTERS
    organic = known & ~profiles.flagged
    if int(organic.sum()) < FEWEST_ORGANIC:
        nothing = np.zeros(len(profiles), dtype=np.bool_)
        return Seen(nothing, nothing, np.full(len(profiles), None, dtype=np.object_))
    bits = _bits(owner, first, then, organic) / np.maximum(letters - 1, 1)
    has = known & (bits > np.quantile(bits[organic], 1 - ODD))
    value = where(has, profiles.texts("name"))
    return Seen(known, has, value)


def _pairs(profiles: Profiles) -> tuple[Ints, Ints, Ints]:
    """Return the row of the name, and the two letters, of every pair of letters in a row."""
    plain = pc.utf8_lower(pc.fill_null(profiles.rows["name"], "")).combine_chunks()
    plain = pc.replace_substring_regex(plain, "[^a-z]", "").cast(pa.string())
    ends = np.cumsum(np.asarray(pc.binary_length(plain).to_numpy(), dtype=np.int64))
    text = "".join(plain.to_pylist()).encode()
    letters = np.frombuffer(text, dtype=np.uint8).astype(np.int64) - ord("a")
    owner = np.searchsorted(ends, np.arange(letters.size), side="right")
    inside = owner[1:] == owner[:-1]
    return owner[1:][inside], letters[:-1][inside], letters[1:][inside]


def _bits(owner: Ints, first: Ints, then: Ints, organic: Flags) -> Reals:
    """Return the sum over the pairs of each name, in bits."""
    pair = first * LETTERS + then
    seen = np.bincount(pair[organic[owner]], minlength=LETTERS**2).reshape(LETTERS, LETTERS) + 1.0
    cost = -np.log2(seen / seen.sum(axis=1, keepdims=True)).ravel()
    summed = np.bincount(owner, weights=cost[pair], minlength=organic.size)
    return summed.astype(np.float64)


SIGN = Sign(
    name="random_name",
    order=22,
    title="Name of random letters",
    told="have a name whose letters follow each other as in 2% of organic names at most",
    known="accounts with eight Latin letters in their name, where 200 organic ones have as many",
    limits="names of languages that few in the collection speak; abbreviations",
    seen=random_letters,
)
