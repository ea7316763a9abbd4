"""Clusters of near-duplicate texts from their signatures.

Invariants:
- Chains join: a text may belong to a cluster through a third one that is like both. Editing a text
  again and again gives one cluster whose ends have nothing in common; `similarity` to the first
  text tells.
- The head of a cluster is its text with the smallest number. Numbers must follow an order that does
  not depend on how rows came in (first appearance in time), for a hot bucket links neighbours only.
- In each band a text is compared with the next `NEXT` of its bucket: the cost is linear however
  many texts share a bucket.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numba
import numpy as np
import numpy.typing as npt

from detection.text.minhash import HASHES, Signatures

BAND_ROWS: Final = 3
BANDS: Final = HASHES // BAND_ROWS
NEXT: Final = 4
LEAST_SIMILARITY: Final = 0.4
"""Estimated Jaccard similarity of two texts that are called copies. Two texts of similarity J meet
in a band with probability 1 - (1 - J**3)**16: .66 at .4, .88 at .5, .98 at .6."""

Numbers: TypeAlias = npt.NDArray[np.int64]


def cluster(
    signatures: Signatures,
    least_similarity: float = LEAST_SIMILARITY,
) -> Numbers:
    """Return for each text the number of the first text of its cluster.

    Source: banding as in J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, 3.4;
    the limit of `NEXT` neighbours is our choice.
    Complexity: BANDS sorts of n keys and at most BANDS * NEXT * n comparisons.

    Args:
        signatures: Shape (n, HASHES).
        least_similarity: Least estimated similarity of two texts that are linked, 0..1.
    """
    parents = np.arange(signatures.shape[0], dtype=np.int64)
    least = int(np.ceil(least_similarity * HASHES))
    for band in range(BANDS):
        keys = _band_keys(signatures, band * BAND_ROWS)
        order = np.argsort(keys, kind="stable")
        _link(order, keys[order], signatures, least, parents)
    return _heads(parents)


def similarities(signatures: Signatures, texts: Numbers, heads: Numbers) -> npt.NDArray[np.float64]:
    """Return the estimated Jaccard similarity, 0..1, of each of `texts` to its head."""
    agree = np.empty(texts.size, dtype=np.float64)
    chunk = 100_000  # bounds the memory of the comparison
    for start in range(0, texts.size, chunk):
        part = slice(start, start + chunk)
        agree[part] = (signatures[texts[part]] == signatures[heads[part]]).mean(axis=1)
    return agree


def _band_keys(signatures: Signatures, start: int) -> npt.NDArray[np.uint64]:
    """Return one number for the rows of a band; a collision only costs a comparison."""
    keys = np.zeros(signatures.shape[0], dtype=np.uint64)
    for row in range(start, start + BAND_ROWS):
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + signatures[:, row]
        keys ^= keys >> np.uint64(31)
    return keys


@numba.njit(cache=True, nogil=True)
def _root(parents: Numbers, text: int) -> int:
    while parents[text] != text:
        parents[text] = parents[parents[text]]
        text = parents[text]
    return text


@numba.njit(cache=True, nogil=True)
def _link(
    order: Numbers,
    keys: npt.NDArray[np.uint64],
    signatures: Signatures,
    least: int,
    parents: Numbers,
) -> None:
    """Join, in `parents`, the neighbours in a bucket that agree in at least `least` places."""
    for a in range(order.size):
        for b in range(a + 1, min(order.size, a + 1 + NEXT)):
            if keys[b] != keys[a]:
                break
            one, other = _root(parents, order[a]), _root(parents, order[b])
            if one == other:
                continue
            agree = 0
            for place in range(HASHES):
                agree += signatures[order[a], place] == signatures[order[b], place]
            if agree >= least:
                parents[max(one, other)] = min(one, other)


@numba.njit(cache=True, nogil=True)
def _heads(parents: Numbers) -> Numbers:
    heads = np.empty_like(parents)
    for text in range(parents.size):
        heads[text] = _root(parents, text)
    return heads
