"""Replayed order: the same accounts at two objects, one after the other in the same order.

A program that works through a list of accounts keeps their order; people keep it roughly at best.
Invariants:
- Accounts whose times are the same, as far as the source tells, are in no order: a tie counts
  against a chain.
- The null model is habit, not chance: see detection/habit.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from detection.arrays import Flags, Ints, Reals, starts_of
from detection.habit import Habit, learn_habit
from detection.meetings import Meetings


@dataclass(frozen=True, slots=True)
class Replays:
    """How well order was kept at each meeting.

    Attributes:
        correlation: Rank correlation of the times (Spearman), -1 to 1.
        chain: Accounts in the longest chain that keeps its order.
        p: The smaller of two p-values, of the chain and of the correlation, times two.
        by_chain: Whether the chain gave the smaller one.
        kept: Whether each row of the meetings lies on the chain.
        habit: The null model.
    """

    correlation: Reals
    chain: Ints
    p: Reals
    by_chain: Flags
    kept: Flags
    habit: Habit


def find_replays(meetings: Meetings) -> Replays:
    """Test the order of arrival at each meeting.

    Complexity: m log m for a meeting of m accounts.
    """
    sizes = np.diff(meetings.begins)
    correlation = np.zeros(meetings.count)
    kept = np.zeros(meetings.account.size, dtype=np.bool_)
    for k in range(meetings.count):
        rows = slice(meetings.begins[k], meetings.begins[k + 1])
        one, other = meetings.one[rows], meetings.other[rows]
        correlation[k] = rank_correlation(one, other)
        kept[rows] = longest_chain(one, other)
    chain = np.add.reduceat(np.r_[kept, False].astype(np.int64), meetings.begins[:-1])
    habit = learn_habit(correlation, sizes)
    found = zip(sizes.tolist(), chain.tolist(), correlation.tolist(), strict=True)
    tests = np.array(
        [
            (habit.chance_of_chain(size, length), habit.chance_of_correlation(size, rank))
            for size, length, rank in found
        ]
    ).reshape(-1, 2)
    p = np.minimum(2.0 * tests.min(axis=1), 1.0)
    return Replays(correlation, chain, p, tests[:, 0] <= tests[:, 1], kept, habit)


def longest_chain(one: Ints, other: Ints) -> Flags:
    """Return which accounts are on the longest chain with both times rising strictly.

    Args:
        one: Times at the first object, shape (m,).
        other: Times of the same accounts at the other.
    """
    # of the accounts at one time only one may be on the chain: the latest elsewhere comes first
    order = np.lexsort((-other, one))
    kept = np.zeros(one.size, dtype=np.bool_)
    kept[order[_rising(other[order])]] = True
    return kept


def rank_correlation(one: Ints, other: Ints) -> float:
    """Return what the correlation would be of a normal copula with this tau, -1 to 1.

    Kendall's tau_b = (C - D) / sqrt((P - T_1)(P - T_2)) with C concordant, D discordant of P
    pairs, T_i tied at one object; sin(pi tau / 2). A few accounts that are out of place move it
    less than they move Spearman's.
    """
    order = np.lexsort((other, one))
    pairs = one.size * (one.size - 1) / 2
    tied_one, tied_other = _tied(one), _tied(other)
    discordant = float(_inversions(np.unique(other, return_inverse=True)[1][order]))
    if tied_one == pairs or tied_other == pairs:
        return 0.0
    concordant = pairs - tied_one - tied_other + _tied(one, other) - discordant
    tau = (concordant - discordant) / math.sqrt((pairs - tied_one) * (pairs - tied_other))
    return math.sin(math.pi / 2 * max(-1.0, min(tau, 1.0)))


def _tied(*keys: Ints) -> float:
    order = np.lexsort(keys)
    starts = np.flatnonzero(starts_of(*(key[order] for key in keys)))
    sizes = np.diff(np.r_[starts, order.size]).astype(float)
    return float((sizes * (sizes - 1) / 2).sum())


@njit(cache=True)
def _inversions(ranks: Ints) -> int:
    """Return the pairs i < j with ranks[i] > ranks[j]; a Fenwick tree over the ranks."""
    tree = np.zeros(ranks.max() + 2, np.int64)
    found = 0
    for seen in range(ranks.size):
        below = 0
        k = ranks[seen] + 1
        while k > 0:
            below += tree[k]
            k -= k & -k
        found += seen - below
        k = ranks[seen] + 1
        while k < tree.size:
            tree[k] += 1
            k += k & -k
    return int(found)


@njit(cache=True)
def _rising(values: Ints) -> Ints:
    """Return the places of a longest strictly rising subsequence (patience sorting)."""
    last = np.zeros(values.size, np.int64)
    before = np.full(values.size, -1, np.int64)
    length = 0
    for k in range(values.size):
        low, high = 0, length
        while low < high:
            middle = (low + high) // 2
            if values[last[middle]] < values[k]:
                low = middle + 1
            else:
                high = middle
        if low > 0:
            before[k] = last[low - 1]
        last[low] = k
        length = max(length, low + 1)
    chain = np.zeros(length, np.int64)
    k = last[length - 1] if length > 0 else -1
    for place in range(length - 1, -1, -1):
        chain[place] = k
        k = before[k]
    return chain
