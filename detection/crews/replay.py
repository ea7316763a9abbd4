"""Replayed order: the same accounts at two objects, one after the other in the same order.

A program that works through a list of accounts keeps their order; people keep it roughly at best.
Invariants:
- Accounts whose times are the same, as far as the source tells, are in no order: a tie counts
  against a chain.
- The null model is habit, not chance: see detection/crews/habit.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from detection.arrays import Flags, Ints, Reals
from detection.crews.habit import Habit
from detection.crews.meetings import Meetings


@dataclass(frozen=True, slots=True)
class Orders:
    """How well order was kept at each meeting.

    Attributes:
        accounts: Accounts of each.
        correlation: Rank correlation of the times, see `rank_correlation`, -1 to 1.
        chain: Accounts in the longest chain that keeps its order.
    """

    accounts: Ints
    correlation: Reals
    chain: Ints


@dataclass(frozen=True, slots=True)
class Replays:
    """How likely habit gives the order of each meeting.

    Attributes:
        p: The smaller of two p-values, of the chain and of the correlation, times two.
        by_chain: Whether the chain gave the smaller one.
    """

    p: Reals
    by_chain: Flags


def measure_orders(meetings: Meetings) -> Orders:
    """Measure the order of arrival at each meeting.

    Complexity: m log m for a meeting of m accounts.
    """
    correlation, chain = _orders(meetings.begins, meetings.one, meetings.other)
    return Orders(np.diff(meetings.begins), correlation, chain)


def judge_orders(orders: Orders, habit: Habit) -> Replays:
    """Hold the orders against habit."""
    # meetings by the hundred thousand are of few sizes: each is computed once
    width = int(orders.accounts.max(initial=0)) + 1
    kinds, place = np.unique(orders.accounts * width + orders.chain, return_inverse=True)
    by_chain = habit.chance_of_chain(kinds // width, kinds % width)[place]
    by_rank = habit.chance_of_correlation(orders.accounts, orders.correlation)
    p = np.minimum(2.0 * np.minimum(by_chain, by_rank), 1.0)
    return Replays(p, by_chain <= by_rank)


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
    return float(_orders(np.array([0, one.size]), one, other)[0][0])


@njit(cache=True, nogil=True)
def _orders(begins: Ints, one: Ints, other: Ints) -> tuple[Reals, Ints]:
    """Return the rank correlation and the length of the longest chain of each meeting."""
    count = begins.size - 1
    correlation, chain = np.zeros(count), np.zeros(count, np.int64)
    most = np.max(np.diff(begins)) if count else 0
    by_one, by_other = np.empty(most, np.int64), np.empty(most, np.int64)
    for k in range(count):
        low, high = begins[k], begins[k + 1]
        m = high - low
        _rank(one[low:high], by_one)
        _rank(other[low:high], by_other)
        tied_one, tied_other = _tied(np.sort(by_one[:m])), _tied(np.sort(by_other[:m]))
        both = np.sort(by_one[:m] * m + by_other[:m])
        tied_both, discordant = _tied(both), _inversions(both % m)
        pairs = m * (m - 1) // 2
        if tied_one < pairs and tied_other < pairs:
            concordant = pairs - tied_one - tied_other + tied_both - discordant
            spread = math.sqrt(float(pairs - tied_one) * float(pairs - tied_other))
            tau = (concordant - discordant) / spread
            correlation[k] = math.sin(math.pi / 2 * max(-1.0, min(tau, 1.0)))
        falling = np.sort(by_one[:m] * m + (m - 1 - by_other[:m]))
        chain[k] = _length(m - 1 - falling % m)
    return correlation, chain


@njit(cache=True, nogil=True)
def _rank(times: Ints, ranks: Ints) -> None:
    """Write the place of each time among the times that differ."""
    order = np.argsort(times)
    rank = 0
    for k in range(order.size):
        if k > 0 and times[order[k]] != times[order[k - 1]]:
            rank += 1
        ranks[order[k]] = rank


@njit(cache=True, nogil=True)
def _tied(keys: Ints) -> int:
    """Return the pairs of equal keys, which are sorted."""
    pairs, run = 0, 0
    for k in range(1, keys.size):
        run = run + 1 if keys[k] == keys[k - 1] else 0
        pairs += run
    return pairs


@njit(cache=True, nogil=True)
def _inversions(ranks: Ints) -> int:
    """Return the pairs i < j with ranks[i] > ranks[j]: directly for few, by a Fenwick tree."""
    found = 0
    if ranks.size <= 32:
        for j in range(1, ranks.size):
            for i in range(j):
                if ranks[i] > ranks[j]:
                    found += 1
        return found
    tree = np.zeros(ranks.max() + 2, np.int64)
    for seen in range(ranks.size):
        below = 0
        k = ranks[seen] + 1
        while k > 0:
            below += tree[k]
            k -= k & -k
        found += int(seen - below)
        k = ranks[seen] + 1
        while k < tree.size:
            tree[k] += 1
            k += k & -k
    return found


@njit(cache=True, nogil=True)
def _length(values: Ints) -> int:
    """Return the length of a longest strictly rising subsequence (patience sorting)."""
    last = np.empty(values.size, np.int64)
    length = 0
    for value in values:
        low = int(np.searchsorted(last[:length], value))
        last[low] = value
        length = max(length, low + 1)
    return length


@njit(cache=True, nogil=True)
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
