"""Texts as sentences of tokens.

A token is a word, or one character of a script that has no spaces between words, or a mark. Its key
is a hash that upper and lower case share, and traditional and simplified characters. URLs,
mentions, hashtags and emoji codes have one key each; they are left out at the edges of a sentence,
and so are emoji, commas, colons. A sentence without a letter or digit is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
import numpy.typing as npt

from detection.arrays import Flags, Ints
from manuscripts.recovery.characters import classed
from manuscripts.recovery.cutting import cut

Keys = npt.NDArray[np.uint64]

MOST_CHARACTERS: Final = 4_000
"""What is read of a text, as in detection: bounds what one hostile text can cost."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens and sentences of some texts.

    Attributes:
        text: All that was read, one text behind the other.
        begin: First character of each token in `text`.
        end: Behind its last character.
        key: What it says.
        mark: Whether it is punctuation or an aside.
        spaced: Whether a space stands before it in its sentence.
        low: First token of each sentence.
        high: Behind its last token; sentences are never empty.
        text_of: Text of each sentence, by its number; ascending.
        form: A number for each sentence that equal sentences share, from 0.
        forms: How many there are.
        example: A sentence of each form.
        identity: A hash of each form that does not depend on the other texts.
        characters: Of each text, without spaces and what is left out.
    """

    text: str
    begin: Ints
    end: Ints
    key: Keys
    mark: Flags
    spaced: Flags
    low: Ints
    high: Ints
    text_of: Ints
    form: Ints
    forms: int
    example: Ints
    identity: Keys
    characters: Ints


def read(texts: Sequence[str]) -> Reading:
    """Cut texts into sentences and tokens."""
    cut_texts = [text[:MOST_CHARACTERS] for text in texts]
    joined = "".join(cut_texts)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in cut_texts], out=starts[1:])
    codes, kinds, folds = classed(joined)
    begin, end, key, mark, loose, spaced, first, text_of = cut(codes, kinds, folds, starts)
    low, high = _trimmed(loose, first)
    words = np.zeros(mark.size + 1, dtype=np.int64)
    np.cumsum(~mark, out=words[1:])
    kept = words[high] > words[low]
    low, high, text_of = low[kept], high[kept], text_of[kept]
    hashes = _hashes(key, low, high)
    identity, example, form = np.unique(hashes, return_index=True, return_inverse=True)
    unread = np.array([len(text) for text in texts], dtype=np.int64) - np.diff(starts)
    own = _own_characters(begin, end, low, high, text_of, len(texts))
    return Reading(
        text=joined,
        begin=begin,
        end=end,
        key=key,
        mark=mark,
        spaced=spaced,
        low=low,
        high=high,
        text_of=text_of,
        form=form.astype(np.int64),
        forms=identity.size,
        example=example.astype(np.int64),
        identity=identity,
        characters=own + unread,
    )


def _own_characters(
    begin: Ints, end: Ints, low: Ints, high: Ints, text_of: Ints, texts: int
) -> Ints:
    upto = np.zeros(begin.size + 1, dtype=np.int64)
    np.cumsum(end - begin, out=upto[1:])
    return np.bincount(text_of, weights=upto[high] - upto[low], minlength=texts).astype(np.int64)


@numba.njit(cache=True, nogil=True)
def _trimmed(loose: Flags, first: Ints) -> tuple[Ints, Ints]:
    """Return the edges of sentences without what is loose there."""
    low, high = first[:-1].copy(), first[1:].copy()
    for s in range(low.size):
        while low[s] < high[s] and loose[low[s]]:
            low[s] += 1
        while low[s] < high[s] and loose[high[s] - 1]:
            high[s] -= 1
    return low, high


@numba.njit(cache=True, nogil=True)
def _hashes(key: Keys, low: Ints, high: Ints) -> Keys:
    hashes = np.empty(low.size, dtype=np.uint64)
    for s in range(low.size):
        h = np.uint64(0x9E3779B97F4A7C15)
        for t in range(low[s], high[s]):
            h = (h ^ key[t]) * np.uint64(0xBF58476D1CE4E5B9)
            h ^= h >> np.uint64(31)
        hashes[s] = h
    return hashes
