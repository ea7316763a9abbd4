"""Which sentences are variants of one line of the manuscript.

Invariants:
- Two sentences of one text are two lines: a group that would hold both is not made. This tells
  lines that share their words from variants that share hardly any.
- Only a sample of the texts is compared with each other; the others join the line whose words they
  are made of. The sample is chosen by what texts say, not by where they stand.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from detection.arrays import Flags, Ints, Reals
from manuscripts.recovery.alike import similarity, tokens_of
from manuscripts.recovery.reading import Keys, Reading

SAMPLED_TEXTS: Final = 200
SAMPLED_SENTENCES: Final = 700
MOST_COPIED: Final = 50
"""Of the sampled texts, those with the most copies; the others are drawn."""
SENTENCES_OF_A_TEXT: Final = 40
LEAST_ALIKE: Final = 0.1
"""Mean similarity of two groups of sentences that may be one line."""
CONFLICTS: Final = 0.1
"""Share of the smaller group's texts that may hold sentences of both groups."""
LEAST_SHARE: Final = 0.12
"""Share of the copies that hold a line: below it is what somebody added."""
LEAST_KNOWN: Final = 0.5
"""Share of the (rare) words of a sentence that are words of its line."""


def find_lines(reading: Reading, texts: Sequence[str], counts: Ints) -> Ints:
    """Return the line of each form of a sentence, from 0; -1 where it is in none."""
    texts_of = _text_counts(reading)
    sampled = _sampled_texts(texts, counts)
    forms, held = _sampled_forms(reading, sampled, texts_of)
    groups = _groups(similarity(reading, forms), held)
    groups = _supported(groups, held, counts[sampled])
    return _joined(reading, forms, groups)


def _text_counts(reading: Reading) -> Ints:
    """Return how many texts hold each form, a text that repeats it counting again."""
    return np.bincount(reading.form, minlength=reading.forms)


def _sampled_texts(texts: Sequence[str], counts: Ints) -> Ints:
    if len(texts) <= SAMPLED_TEXTS:
        return np.arange(len(texts))
    drawn = np.array([zlib.crc32(t[:400].encode("utf-8", "surrogatepass")) for t in texts])
    copied = np.lexsort((drawn, -counts))[:MOST_COPIED]
    drawn[copied] = -1
    return np.sort(np.argsort(drawn, kind="stable")[:SAMPLED_TEXTS])


def _sampled_forms(reading: Reading, sampled: Ints, texts_of: Ints) -> tuple[Ints, Flags]:
    """Return forms of the sampled texts, and which of these texts hold each of them."""
    place = np.full(reading.characters.size, -1, dtype=np.int64)
    place[sampled] = np.arange(sampled.size)
    row = place[reading.text_of]
    start = np.searchsorted(reading.text_of, reading.text_of)
    early = np.arange(row.size) - start < SENTENCES_OF_A_TEXT
    chosen = np.flatnonzero((row >= 0) & early)
    forms = np.unique(reading.form[chosen])
    if forms.size > SAMPLED_SENTENCES:
        order = np.lexsort((reading.identity[forms], -np.minimum(texts_of[forms], 3)))
        forms = np.sort(forms[order[:SAMPLED_SENTENCES]])
    at = np.searchsorted(forms, reading.form[chosen])
    known = (at < forms.size) & (forms[np.minimum(at, forms.size - 1)] == reading.form[chosen])
    held = np.zeros((forms.size, sampled.size), dtype=np.bool_)
    held[at[known], row[chosen[known]]] = True
    return forms, held


def _groups(alike: Reals, held: Flags) -> Ints:
    """Return the group of each sampled sentence: average linkage, as far as conflicts allow.

    Source: R. R. Sokal, C. D. Michener (1958); where the tree is cut is our choice.
    """
    count = alike.shape[0]
    if count < 2:
        return np.zeros(count, dtype=np.int64)
    apart = 1.0 - alike
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(np.maximum(apart, 0.0), checks=False), method="average")
    return _cut_tree(tree[:, :2].astype(np.int64), tree[:, 2].copy(), held, 1.0 - LEAST_ALIKE)


@numba.njit(cache=True, nogil=True)
def _cut_tree(merged: Ints, height: Reals, held: Flags, highest: float) -> Ints:
    count, texts = held.shape
    inside = np.zeros((2 * count - 1, texts), dtype=np.bool_)
    inside[:count] = held
    whole = np.ones(2 * count - 1, dtype=np.bool_)
    parent = np.arange(2 * count - 1)
    for m in range(merged.shape[0]):
        a, b, node = merged[m, 0], merged[m, 1], count + m
        whole[node] = whole[a] and whole[b] and height[m] <= highest
        if whole[node]:
            both = size_a = size_b = 0
            for t in range(texts):
                both += inside[a, t] and inside[b, t]
                size_a += inside[a, t]
                size_b += inside[b, t]
            whole[node] = both <= CONFLICTS * min(size_a, size_b)
        if whole[node]:
            inside[node] = inside[a] | inside[b]
            parent[a] = parent[b] = node
    for node in range(2 * count - 2, -1, -1):
        parent[node] = parent[parent[node]]
    return parent[:count]


def _supported(groups: Ints, held: Flags, counts: Ints) -> Ints:
    """Number the groups that enough texts or copies hold, the others become -1."""
    heads, group = np.unique(groups, return_inverse=True)
    inside = np.zeros((heads.size, held.shape[1]), dtype=np.bool_)
    for sentence, g in enumerate(group.tolist()):
        inside[g] |= held[sentence]
    texts, copies = inside.sum(axis=1), inside.astype(np.int64) @ counts
    kept = (texts >= _least(counts.size)) | (copies >= _least(int(counts.sum())))
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    return number[group].astype(np.int64)


def _least(all_of_them: int) -> float:
    return min(all_of_them, max(2.0, LEAST_SHARE * all_of_them))


def _joined(reading: Reading, forms: Ints, groups: Ints) -> Ints:
    """Give every form of the collection to the line whose words it is made of."""
    of_form = np.full(reading.forms, -1, dtype=np.int64)
    of_form[forms] = groups
    lines = int(groups.max(initial=-1)) + 1
    if lines == 0:
        return of_form
    token, row = tokens_of(reading, forms)
    said = ~reading.mark[token] & (groups[row] >= 0)
    vocabulary, column = np.unique(reading.key[token[said]], return_inverse=True)
    size = np.bincount(groups[groups >= 0], minlength=lines)
    share = np.zeros((vocabulary.size, lines))
    once = np.unique(column * forms.size + row[said])
    np.add.at(share, (once // forms.size, groups[once % forms.size]), 1.0)
    share /= size
    rare = np.log(lines + 1.0) - np.log(np.maximum((share > 0).sum(axis=1), 1))
    open_ = np.flatnonzero(of_form < 0)
    token, row = tokens_of(reading, open_)
    best = _best_lines(
        reading.key[token], reading.mark[token], row, open_.size, vocabulary, share, rare
    )
    of_form[open_] = best
    return of_form


@numba.njit(cache=True, nogil=True)
def _best_lines(
    key: Keys,
    mark: Flags,
    row: Ints,
    rows: int,
    vocabulary: Keys,
    share: npt.NDArray[np.float64],
    rare: Reals,
) -> Ints:
    lines = share.shape[1]
    known = np.zeros((rows, lines))
    total = np.zeros(rows)
    strange = np.log(lines + 1.0)
    for t in range(key.size):
        if mark[t]:
            continue
        place = np.searchsorted(vocabulary, key[t])
        if place == vocabulary.size or vocabulary[place] != key[t]:
            total[row[t]] += strange
            continue
        total[row[t]] += rare[place]
        for line in range(lines):
            if share[place, line] > 0.0:
                known[row[t], line] += rare[place]
    best = np.full(rows, -1, dtype=np.int64)
    for r in range(rows):
        line = np.argmax(known[r])
        if known[r, line] >= LEAST_KNOWN * total[r] and total[r] > 0.0:
            best[r] = line
    return best
