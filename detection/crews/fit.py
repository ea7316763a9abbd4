"""Who fits into an order that was kept: each account of a meeting against those that came besides.

An order is kept by a meeting as a whole; some of its accounts are there by chance. From the others
that came about the same time to the one object, the time of each at the other is foretold; p is the
chance that somebody else at the other object comes as near to it.
"""

from __future__ import annotations

import numpy as np

from detection.arrays import Flags, Ints, Reals
from detection.significance import LEAST


def fit_of_chain(one: Ints, other: Ints, chain: Flags) -> tuple[Ints, Ints]:
    """Return between which times at the other object the chain would have each account.

    The ends: those of the chain just before and just after it at the one object. Beyond the first
    and the last the time that the chain takes for one step is continued.
    """
    order = np.lexsort((-other, one))
    place = np.cumsum(chain[order])
    steps = other[order][chain[order]]
    usual = int(np.median(np.diff(steps))) if steps.size > 1 else 0
    steps = np.r_[steps[0] - usual, steps, steps[-1] + usual]
    low, high = np.empty_like(other), np.empty_like(other)
    low[order] = steps[np.where(chain[order], place - 1, place)]
    high[order] = steps[place + 1]
    return low, high


def fit_of_neighbours(one: Ints, other: Ints, neighbours: int) -> tuple[Ints, Ints]:
    """Return the median time at the other object of those nearest to each at the one, twice.

    Args:
        one: Times at the one object.
        other: Times of the same accounts at the other.
        neighbours: So many before, and as many after.
    """
    order = np.argsort(one, kind="stable")
    steps = np.r_[-neighbours:0, 1 : neighbours + 1]
    around = np.arange(one.size)[:, np.newaxis] + steps
    inside = (around >= 0) & (around < one.size)
    times = other[order].astype(float)[np.clip(around, 0, one.size - 1)]
    foretold = np.empty(one.size, dtype=np.int64)
    foretold[order] = np.nanmedian(np.where(inside, times, np.nan), axis=1)
    return foretold, foretold


def chance_of_fit(other: Ints, low: Ints, high: Ints, crowd: Ints) -> tuple[Reals, Reals]:
    """Return p and q of each account.

    p: share of the crowd within [low - r, high + r], r = how far the account is outside of
    [low, high]. q: the accounts expected to fit as well without orders, over those that do; of
    those without orders there are twice as many as have p above 1/2.

    Args:
        other: Time of each account at the other object.
        low: Between which times it is expected.
        high: The other end.
        crowd: Times of those at the other object who were not at the one, sorted; with fewer of
            them than accounts, the accounts count as well.
    """
    if crowd.size < other.size:
        crowd = np.sort(np.r_[crowd, other])
    off = np.maximum(np.maximum(low - other, other - high), 0)
    within = np.searchsorted(crowd, high + off, "right") - np.searchsorted(crowd, low - off, "left")
    p = np.minimum((within + 1.0) / (crowd.size + 1.0), 1.0)
    without = min(2.0 * float(np.count_nonzero(p > 0.5)), float(p.size))
    order = np.argsort(p, kind="stable")
    share = without * p[order] / np.searchsorted(p[order], p[order], side="right")
    q = np.empty(p.size)
    q[order] = np.minimum.accumulate(share[::-1])[::-1]
    return p, np.clip(q, LEAST, 1.0)
