"""What is left of reposts and comments without the ring, where a platform counted more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from detection.arrays import Flags, Reals

FEWEST_HELD: Final = 5
"""Reposts or comments of a post in the collection before the missing ones are estimated."""
_PRIOR: Final = 0.5
_Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Left:
    """What is left without the ring; one entry for each post, or one for all.

    Attributes:
        without: Expected; NaN where it cannot be told.
        low: Lower end of the interval of 95 %, or the bound that is certain.
        high: Upper end, or the bound that is certain.
        variance: Of `without`; 0 where it was counted.
    """

    without: Reals
    low: Reals
    high: Reals
    variance: Reals


def left(held: Reals, own: Reals, total: Reals) -> Left:
    """Return what is left of each post's count without the ring.

    The collection holds n of the N that the platform counted, k of them the ring's. Were the n
    drawn from the N by lot, the others among the N - n missing ones would follow the beta-binomial
    distribution (N - n; n - k + 1/2, k + 1/2): the posterior prediction with Jeffreys' prior. What
    is certain without that: n - k <= left <= N - k. Below FEWEST_HELD only that is told.

    Args:
        held: n.
        own: k, at most n.
        total: N; at least n.
    """
    missing = total - held
    others = held - own
    a, b = others + _PRIOR, own + _PRIOR
    share = a / (a + b)
    spread = share * (1 - share) * missing * (a + b + missing) / (a + b + 1)
    enough: Flags = (held >= FEWEST_HELD) | (missing <= 0)
    low = others + stats.betabinom.ppf(0.025, missing, a, b)
    high = others + stats.betabinom.ppf(0.975, missing, a, b)
    return Left(
        without=np.where(enough, others + missing * share, np.nan),
        low=np.where(enough, low, others),
        high=np.where(enough, high, others + missing),
        variance=np.where(enough, spread, 0.0),
    )


def left_of_all(held: Reals, own: Reals, total: Reals) -> tuple[float, float, float, float]:
    """Return total, without, low, high of all posts together.

    Posts are taken as independent: their variances add up, and the sum is taken as normal within
    what is certain. Posts with too few held count with what is held of them.
    """
    one = left(held, own, total)
    told = ~np.isnan(one.without)
    counted = np.where(told, total, held)
    without = float(np.where(told, one.without, held - own).sum())
    half = _Z * float(np.sqrt(one.variance.sum()))
    least, most = float((held - own).sum()), float((counted - own).sum())
    return float(counted.sum()), without, max(least, without - half), min(most, without + half)
