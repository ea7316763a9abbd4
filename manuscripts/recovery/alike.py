"""How alike sentences are: cosine of their words and pairs of words, rare ones counting more."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from detection.arrays import Ints, Reals, starts_of
from manuscripts.recovery.reading import Keys, Reading


def similarity(reading: Reading, forms: Ints) -> Reals:
    """Return the similarity of each two sentences, 0..1, shape (forms, forms).

    Terms are tokens and pairs of neighbours, without marks; a term in d of n sentences weighs
    log(1 + n / d), each term counts once. A term of one sentence alone weighs as little as one that
    all have: names and numbers would hide what is alike. Source: the vector model of G. Salton,
    A. Wong, C. S. Yang (1975); the weight of single terms is our choice.
    """
    row, term = _terms(reading, forms)
    found, column = np.unique(term, return_inverse=True)
    held = np.bincount(column, minlength=found.size)
    rare = np.where(held > 1, np.log1p(forms.size / np.maximum(held, 1)), np.log(2.0))[column]
    length = np.sqrt(np.bincount(row, weights=rare**2, minlength=forms.size))
    weight = rare / np.maximum(length[row], 1e-9)
    shape = (forms.size, max(1, found.size))
    weighed = sparse.csr_array((weight, (row, column)), shape=shape)
    return np.asarray((weighed @ weighed.T).toarray(), dtype=np.float64)


def _terms(reading: Reading, forms: Ints) -> tuple[Ints, Keys]:
    """Return sentence and term of each pair that occurs."""
    token, row = tokens_of(reading, forms)
    said = ~reading.mark[token]
    key, row = reading.key[token[said]], row[said]
    pair = row[1:] == row[:-1]
    pairs = key[:-1][pair] * np.uint64(0x9E3779B97F4A7C15) ^ key[1:][pair]
    row, key = np.concatenate((row, row[1:][pair])), np.concatenate((key, pairs))
    order = np.lexsort((key, row))
    row, key = row[order], key[order]
    once = starts_of(row, key)
    return row[once], key[once]


def tokens_of(reading: Reading, forms: Ints) -> tuple[Ints, Ints]:
    """Return all tokens of some sentences, one behind the other, and the place of each sentence."""
    sentence = reading.example[forms]
    size = reading.high[sentence] - reading.low[sentence]
    row = np.repeat(np.arange(forms.size), size)
    within = np.arange(row.size) - np.repeat(np.cumsum(size) - size, size)
    return reading.low[sentence][row] + within, row
