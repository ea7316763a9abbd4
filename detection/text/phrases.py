"""Rare phrases: passages that a few accounts have in common, whatever stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from detection.arrays import Flags, Ints, starts_of
from detection.text.forms import Forms
from detection.text.winnow import Hashes, frequent_grams, occurrences

FEWEST_ACCOUNTS: Final = 3
"""Accounts that a phrase joins: those of the smallest burst."""

_BLOCK: Final = 200_000
"""Grams that are counted at once: bounds memory."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases and the posts that hold them.

    Attributes:
        row: Row of `Forms.rows` of each use.
        phrase: Phrase of each use, numbered from 0; uses are distinct and sorted by phrase, row.
        text: Number of the form in which each phrase first stands.
        first: The byte at which it begins there.
    """

    row: Ints
    phrase: Ints
    text: Ints
    first: Ints


def find_phrases(forms: Forms, most: int) -> Phrases:
    """Find the phrases that 3 to `most` accounts used.

    Passages that are always used together would give one phrase for each window of grams. So each
    phrase is filed under that of its texts which has the smallest random number, and of those under
    one text the one of most accounts stays: of two phrases with Jaccard similarity J of their texts
    one is dropped with probability J (A. Broder, 1997).
    Complexity: bytes of the texts, and the grams that several texts have.

    Args:
        forms: The texts.
        most: Most accounts of a phrase.
    """
    users = _users(forms)
    accounts = np.diff(users.indptr)
    chosen = np.flatnonzero(forms.comparable & (accounts <= most))
    wanted = _candidates(forms, chosen, users, most)
    gram, text, first = occurrences(forms.forms, chosen, wanted)
    order = np.lexsort((first, text, gram))
    once = starts_of(gram[order], text[order])
    gram, text, first = (column[order][once] for column in (gram, text, first))
    begins = starts_of(gram)
    gram = np.cumsum(begins) - 1
    counted = _accounts(gram, text, users)
    several = (counted >= FEWEST_ACCOUNTS) & (counted <= most)
    kept = several & _stands_for_its_text(gram, text, counted, several)
    uses = kept[gram]
    phrase, row = _rows(np.cumsum(kept)[gram[uses]] - 1, text[uses], forms.number)
    heads = np.flatnonzero(begins)[kept]
    return Phrases(row=row, phrase=phrase, text=text[heads], first=first[heads])


def _candidates(forms: Forms, chosen: Ints, users: sparse.csr_array, most: int) -> Hashes:
    """Return the hashes of the grams that winnowing chose in texts of enough accounts, sorted.

    At the edge of a passage a gram is chosen in some of its texts only, so that more accounts have
    it than are counted here.
    """
    weights = np.diff(users.indptr)[chosen]
    hashes, text, _first = frequent_grams(forms.forms, chosen, weights, FEWEST_ACCOUNTS)
    order = np.lexsort((text, hashes))
    once = starts_of(hashes[order], text[order])
    hashes, text = hashes[order][once], text[order][once]
    begins = starts_of(hashes)
    counted = _accounts(np.cumsum(begins) - 1, text, users)
    return hashes[begins][(counted >= FEWEST_ACCOUNTS) & (counted <= most)]


def _users(forms: Forms) -> sparse.csr_array:
    """Return forms x accounts, 1 where the account used the form."""
    coded = forms.rows["account_id"].combine_chunks().dictionary_encode()
    account: Ints = coded.indices.to_numpy().astype(np.int64)
    shape = (len(forms.forms), max(1, len(coded.dictionary)))
    used = np.unique(forms.number * shape[1] + account)
    ones = np.ones(used.size, dtype=np.int32)
    return sparse.csr_array((ones, (used // shape[1], used % shape[1])), shape=shape)


def _accounts(gram: Ints, text: Ints, users: sparse.csr_array) -> Ints:
    """Return how many accounts used each gram.

    Args:
        gram: Gram of each occurrence, sorted.
        text: Number of the form of each occurrence.
        users: Forms x accounts.
    """
    grams = int(gram.max(initial=-1)) + 1
    counted = np.zeros(grams, dtype=np.int64)
    width = users.shape[1]
    edges = np.searchsorted(gram, np.arange(0, grams + _BLOCK, _BLOCK))
    for low, high in pairwise(edges.tolist()):
        each = np.diff(users.indptr)[text[low:high]]
        of = np.repeat(np.arange(low, high), each)
        begin = users.indptr[text[low:high]].astype(np.int64)
        place = np.arange(of.size) - np.repeat(np.cumsum(each) - each, each)
        account = users.indices[np.repeat(begin, each) + place].astype(np.int64)
        pairs = np.unique(gram[of] * width + account)
        counted += np.bincount(pairs // width, minlength=grams)
    return counted


def _stands_for_its_text(gram: Ints, text: Ints, counted: Ints, several: Flags) -> Flags:
    """Return which grams stay: of those filed under one text the one of most accounts."""
    kept = np.zeros(several.size, dtype=np.bool_)
    if not several.any():
        return kept
    number = _mixed(text)
    least = np.minimum.reduceat(number, np.flatnonzero(starts_of(gram)))
    own = np.flatnonzero(several)
    order = np.lexsort((own, -counted[own], least[own]))
    kept[own[order][starts_of(least[own][order])]] = True
    return kept


def _mixed(numbers: Ints) -> npt.NDArray[np.uint64]:
    """Return a number that looks random for each number, other ones for others (SplitMix64)."""
    z = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _rows(phrase: Ints, text: Ints, number: Ints) -> tuple[Ints, Ints]:
    """Return phrase and row of each use, from phrase and text of each occurrence."""
    order = np.argsort(number, kind="stable")
    begin = np.searchsorted(number[order], text)
    each = np.searchsorted(number[order], text, side="right") - begin
    place = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    row = order[np.repeat(begin, each) + place]
    uses = np.repeat(phrase, each)
    sorted_ = np.lexsort((row, uses))
    return uses[sorted_], row[sorted_]
