"""How alike sentences are: cosine of their words and pairs of words, rare ones counting more."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from detection.arrays import Ints, Reals
from manuscripts.recovery.reading import Keys, Reading


def similarity(reading: Reading, forms: Ints) -> Reals:
    """Return the similarity of each two sentences, 0..1, shape (forms, forms).

    Terms are tokens and pairs of neighbours, without marks; a term in d of n sentences weighs
    log(1 + n / d), each term counts once. Source: the vector model of G. Salton, A. Wong,
    C. S. Yang (1975).
    """
    row, term = _terms(reading, forms)
    found, column = np.unique(term, return_inverse=True)
    shape = (forms.size, max(1, found.size))
    held = sparse.csr_array((np.ones(row.size), (row, column)), shape=shape)
    held.data[:] = 1.0
    rare = np.log1p(forms.size / np.maximum(np.asarray(held.sum(axis=0)).ravel(), 1.0))
    weighed = held.multiply(rare[np.newaxis, :]).tocsr()
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed = weighed.multiply((1.0 / np.maximum(length, 1e-9))[:, np.newaxis]).tocsr()
    return (weighed @ weighed.T).toarray()


def _terms(reading: Reading, forms: Ints) -> tuple[Ints, Keys]:
    """Return sentence and term of each pair that occurs."""
    token, row = tokens_of(reading, forms)
    said = ~reading.mark[token]
    key, row = reading.key[token[said]], row[said]
    pair = row[1:] == row[:-1]
    pairs = key[:-1][pair] * np.uint64(0x9E3779B97F4A7C15) ^ key[1:][pair]
    return np.concatenate((row, row[1:][pair])), np.concatenate((key, pairs))


def tokens_of(reading: Reading, forms: Ints) -> tuple[Ints, Ints]:
    """Return all tokens of some sentences, one behind the other, and the place of each sentence."""
    sentence = reading.example[forms]
    size = reading.high[sentence] - reading.low[sentence]
    row = np.repeat(np.arange(forms.size), size)
    within = np.arange(row.size) - np.repeat(np.cumsum(size) - size, size)
    return reading.low[sentence][row] + within, row
