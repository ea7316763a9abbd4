"""Directed edges: how many messages of one account coincide with a message of another.

As in coincidence.py one account is looked at after the other, so that edges come sorted and are
never held all together. The weight of (1, 2) is the number of distinct messages of account 1 that
share an object with a message of account 2 within the window.
Complexity: time in the pairs (message, run of another account beside it) within the window.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from detection.arrays import Ints
from network.shares import Shares

NO_LOOPS: Final = 0
"""An account is not paired with itself."""
LOOPS: Final = 1
"""It is, where two of its messages coincide."""
SHIPPED_LOOPS: Final = 2
"""It is, and every message coincides with itself: CNT 1.5.2."""


class Counts(NamedTuple):
    """Messages of one account that coincide with each other account.

    Attributes:
        weight: Messages, by account.
        last: The message that was counted last, by account.
        partners: The accounts of weight above 0, in the order in which they were found.
    """

    weight: Ints
    last: Ints
    partners: Ints


class Edges(NamedTuple):
    """Room for edges: from, to, weight."""

    a: Ints
    b: Ints
    weight: Ints


def new_counts(accounts: int) -> Counts:
    """Return empty counts."""
    zeros = np.zeros(accounts, np.int64)
    return Counts(zeros, np.full(accounts, -1, np.int64), np.empty(accounts, np.int64))


def new_edges(size: int) -> Edges:
    """Return room for so many edges."""
    a, b, weight = (np.empty(size, np.int64) for _ in range(3))
    return Edges(a, b, weight)


@njit(cache=True)
def count_message(counts: Counts, other: int, message: int, found: int) -> int:
    """Count a message for another account, once; return how many partners there are."""
    if counts.last[other] == message:
        return found
    counts.last[other] = message
    if counts.weight[other] == 0:
        counts.partners[found] = other
        found += 1
    counts.weight[other] += 1
    return found


@njit(cache=True)
def emit(counts: Counts, found: int, account: int, least: int, edges: Edges, written: int) -> int:
    """Move the counts of one account of `least` and more into the edges; return their number."""
    for other in counts.partners[:found]:
        if counts.weight[other] >= least:
            edges.a[written], edges.b[written] = account, other
            edges.weight[written] = counts.weight[other]
            written += 1
        counts.weight[other] = 0
    return written


@njit(cache=True)
def _count_account(
    shares: Shares, account: int, window: float, loops: int, counts: Counts
) -> tuple[int, int]:
    """Count the messages of one account; return partners and steps taken."""
    found = seen = 0
    for k in range(shares.first[account], shares.first[account + 1]):
        i = int(shares.by_account[k])
        mine = int(shares.authored[i])
        if loops == SHIPPED_LOOPS:
            found = count_message(counts, account, mine, found)
        earliest, latest = shares.at[i] - window, shares.at[i] + window
        for step in (-1, 1):
            j = i + step
            while 0 <= j < shares.account.size and shares.object[j] == shares.object[i]:
                if shares.at[j] < earliest or shares.at[j] > latest:
                    break
                seen += 1
                other = int(shares.account[j])
                itself = other == account
                if not itself or (loops == LOOPS and shares.authored[j] != mine):
                    found = count_message(counts, other, mine, found)
                if itself and loops == LOOPS and counts.last[account] != mine:
                    j += step  # the rows of this message itself say nothing
                else:
                    j = int(shares.before[j] if step < 0 else shares.after[j])
    return found, seen


@njit(cache=True)
def count_edges(
    shares: Shares,
    start: int,
    window: float,
    least: int,
    loops: int,
    counts: Counts,
    edges: Edges,
    budget: int,
) -> tuple[int, int]:
    """Count the edges from some accounts, from `start` on.

    Args:
        shares: All shares; `authored` is the message.
        start: The first account.
        window: Seconds.
        least: Least weight of an edge.
        loops: NO_LOOPS, LOOPS or SHIPPED_LOOPS.
        counts: Empty.
        edges: Where edges are written; room for more than there are accounts.
        budget: After so many steps no further account is begun.

    Returns:
        The account to go on with, and the number of edges written.
    """
    accounts = shares.first.size - 1
    written = steps = 0
    account = start
    while account < accounts and steps < budget and written + accounts <= edges.a.size:
        if shares.first[account + 1] - shares.first[account] >= least:
            found, seen = _count_account(shares, account, window, loops, counts)
            written = emit(counts, found, account, least, edges, written)
            steps += seen
        account += 1
    return account, written
