"""Directed edges between accounts that write similar texts within a time window.

Similarity is that of Jaccard, |x & y| / |x | y| over the sets of words. With words ordered from the
rarest on, two sets of similarity t or more share one of the first |x| - ceil(t |x|) + 1 words of x
and |y| - ceil(t |y|) + 1 of y: only messages that share such a word are compared, and only when
their sizes fit. What is found is the same as when all pairs in the window were compared.
Source: C. Xiao, W. Wang, X. Lin, J. Yu, Efficient similarity joins for near duplicate detection,
2008 (prefix and size filters).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from detection.arrays import Ints, Reals, starts_of
from network.directed import LOOPS, SHIPPED_LOOPS, Counts, Edges, count_message, emit
from network.words import Hashes


class Texts(NamedTuple):
    """Messages sorted by time, with the words of each.

    Attributes:
        account: Account of each message.
        message: Code of each message.
        at: Its time, seconds.
        begin: Where its words begin in `words`.
        size: How many they are.
        words: Words as ranks, the rarest first; sorted within a message.
        listed: Messages by word, in the order of time: those that have it among their first words.
        first_listed: Where each word begins in `listed`, shape (words + 1,).
        by_account: Messages by account, then time.
        first: Where each account begins in `by_account`, shape (accounts + 1,).
    """

    account: Ints
    message: Ints
    at: Reals
    begin: Ints
    size: Ints
    words: Ints
    listed: Ints
    first_listed: Ints
    by_account: Ints
    first: Ints


def index_texts(
    account: Ints,
    message: Ints,
    at: Reals,
    text: Ints,
    words: tuple[Hashes, Ints],
    threshold: float,
    accounts: int,
) -> Texts:
    """Return the messages with the index of their first words.

    Complexity: a sort of all words of all different texts.

    Args:
        account: Account of each message, shape (n,).
        message: Its code, shape (n,).
        at: Its time, shape (n,).
        text: Its text, shape (n,).
        words: Words of each text as hashes, and where each text begins.
        threshold: Least similarity, above 0.
        accounts: How many accounts there are.
    """
    order = np.lexsort((message, at))
    account, message, at, text = account[order], message[order], at[order], text[order]
    ranked, starts = _ranked(words[0], words[1], np.bincount(text, minlength=words[1].size - 1))
    begin, size = starts[text], (starts[1:] - starts[:-1])[text]
    count = int(ranked.max(initial=-1)) + 1
    listed, first_listed = _list_words(ranked, begin, size, threshold, count)
    by_account = np.argsort(account, kind="stable")
    first = np.searchsorted(account[by_account], np.arange(accounts + 1))
    return Texts(
        *(account, message, at, begin, size, ranked, listed, first_listed),
        by_account=by_account,
        first=first,
    )


def _ranked(hashes: Hashes, starts: Ints, copies: Ints) -> tuple[Ints, Ints]:
    """Return the words as ranks by their number of messages, sorted within each text."""
    sizes = starts[1:] - starts[:-1]
    owner = np.repeat(np.arange(sizes.size), sizes)
    by_hash = np.argsort(hashes, kind="stable")
    word = np.empty(hashes.size, dtype=np.int64)
    word[by_hash] = np.cumsum(starts_of(hashes[by_hash])) - 1
    frequency = np.bincount(word, weights=copies[owner])
    rank = np.empty(frequency.size, dtype=np.int64)
    rank[np.argsort(frequency, kind="stable")] = np.arange(frequency.size)
    ranked = rank[word]
    return ranked[np.lexsort((ranked, owner))], starts


@njit(cache=True)
def _prefix(size: int, threshold: float) -> int:
    # A hair less than the product: rounding must never shorten the prefix.
    return size - int(np.ceil(threshold * size - 1e-9)) + 1 if size else 0


@njit(cache=True)
def _list_words(
    words: Ints, begin: Ints, size: Ints, threshold: float, count: int
) -> tuple[Ints, Ints]:
    first = np.zeros(count + 1, np.int64)
    for i in range(begin.size):
        for k in range(min(_prefix(size[i], threshold), size[i])):
            first[words[begin[i] + k] + 1] += 1
    first = np.cumsum(first)
    place = first[:-1].copy()
    listed = np.empty(first[-1], np.int64)
    for i in range(begin.size):
        for k in range(min(_prefix(size[i], threshold), size[i])):
            word = words[begin[i] + k]
            listed[place[word]] = i
            place[word] += 1
    return listed, first


@njit(cache=True)
def _is_similar(texts: Texts, i: int, j: int, threshold: float) -> bool:
    """Return whether two messages have at least this similarity."""
    x, y = texts.begin[i], texts.begin[j]
    if x == y:
        return True
    size_x, size_y = texts.size[i], texts.size[j]
    if min(size_x, size_y) < threshold * max(size_x, size_y) - 1e-9:
        return False
    end_x, end_y = x + size_x, y + size_y
    common = 0
    needed = threshold / (1 + threshold) * (size_x + size_y) - 1e-9
    while x < end_x and y < end_y:
        if common + min(end_x - x, end_y - y) < needed:
            return False
        if texts.words[x] == texts.words[y]:
            common += 1
            x += 1
            y += 1
        elif texts.words[x] < texts.words[y]:
            x += 1
        else:
            y += 1
    return common / (size_x + size_y - common) >= threshold


@njit(cache=True)
def _first_within(texts: Texts, low: int, high: int, earliest: float) -> int:
    """Return the first place of `listed` between low and high that is not before this time."""
    while low < high:
        middle = (low + high) // 2
        if texts.at[texts.listed[middle]] < earliest:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def _count_account(
    texts: Texts,
    account: int,
    window: float,
    threshold: float,
    loops: int,
    counts: Counts,
    compared: Ints,
) -> tuple[int, int]:
    """Count the messages of one account; return partners and steps taken."""
    found = seen = 0
    for k in range(texts.first[account], texts.first[account + 1]):
        i = int(texts.by_account[k])
        mine = int(texts.message[i])
        if loops == SHIPPED_LOOPS and texts.size[i]:
            found = count_message(counts, account, mine, found)
        latest = texts.at[i] + window
        for w in range(min(_prefix(texts.size[i], threshold), texts.size[i])):
            word = int(texts.words[texts.begin[i] + w])
            end = int(texts.first_listed[word + 1])
            start = int(texts.first_listed[word])
            place = _first_within(texts, start, end, texts.at[i] - window)
            while place < end and texts.at[texts.listed[place]] <= latest:
                j = int(texts.listed[place])
                place += 1
                seen += 1
                other = int(texts.account[j])
                if compared[j] == i or counts.last[other] == mine or j == i:
                    continue
                if other == account and loops != LOOPS:
                    continue
                compared[j] = i
                if _is_similar(texts, i, j, threshold):
                    found = count_message(counts, other, mine, found)
    return found, seen


@njit(cache=True)
def count_similar(
    texts: Texts,
    start: int,
    window: float,
    threshold: float,
    least: int,
    loops: int,
    counts: Counts,
    compared: Ints,
    edges: Edges,
    budget: int,
) -> tuple[int, int]:
    """Count the edges from some accounts, from `start` on, as `directed.count_edges` does.

    Args:
        texts: All messages.
        start: The first account.
        window: Seconds.
        threshold: Least similarity, above 0.
        least: Least weight of an edge.
        loops: As `directed.count_edges` has it.
        counts: Empty.
        compared: By message, with which it was compared last; -1 at first.
        edges: Where edges are written; room for more than there are accounts.
        budget: After so many steps no further account is begun.

    Returns:
        The account to go on with, and the number of edges written.
    """
    accounts = texts.first.size - 1
    written = steps = 0
    account = start
    while account < accounts and steps < budget and written + accounts <= edges.a.size:
        if texts.first[account + 1] - texts.first[account] >= least:
            found, seen = _count_account(texts, account, window, threshold, loops, counts, compared)
            written = emit(counts, found, account, least, edges, written)
            steps += seen
        account += 1
    return account, written
