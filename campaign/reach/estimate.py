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
    """What is left of each post's count without the ring.

    Attributes:
        without: Expected; NaN where it cannot be told.
        low: Lower end of the interval of 95 %, or the bound that is certain.
        high: Upper end, or the bound that is certain.
    """

    without: Reals
    low: Reals
    high: Reals


def left(held: Reals, own: Reals, total: Reals) -> Left:
    """Return what is left of each post's count without the ring.

    The collection holds n of the N that the platform counted, k of them the ring's. Were the n
    drawn from the N by lot, the others among the N - n missing ones would follow the beta-binomial
    distribution (N - n; n - k + 1/2, k + 1/2): the posterior prediction with Jeffreys' prior. What
    is certain without that: n - k <= left <= N - k. Below FEWEST_HELD only that is told.

    The quantiles are searched one by one: for some posts, not for all of a collection.

    Args:
        held: n.
        own: k, at most n.
        total: N; at least n.
    """
    expected, _variance = _expected(held, own, total)
    missing, others = total - held, held - own
    told = ~np.isnan(expected)
    a, b = others + _PRIOR, own + _PRIOR
    low = others + stats.betabinom.ppf(0.025, missing, a, b)
    high = others + stats.betabinom.ppf(0.975, missing, a, b)
    return Left(
        without=expected,
        low=np.where(told, low, others),
        high=np.where(told, high, others + missing),
    )


def left_of_all(held: Reals, own: Reals, total: Reals) -> tuple[float, float, float, float]:
    """Return total, without, low, high of all posts together.

    Posts are taken as independent: their variances add up, and the sum is taken as normal within
    what is certain. Posts with too few held count with what is held of them.
    """
    expected, variance = _expected(held, own, total)
    told = ~np.isnan(expected)
    counted = np.where(told, total, held)
    without = float(np.where(told, expected, held - own).sum())
    half = _Z * float(np.sqrt(variance.sum()))
    least, most = float((held - own).sum()), float((counted - own).sum())
    return float(counted.sum()), without, max(least, without - half), min(most, without + half)


def _expected(held: Reals, own: Reals, total: Reals) -> tuple[Reals, Reals]:
    """Return what is left as expected (NaN: too few held), and its variance (0 then)."""
    missing, others = total - held, held - own
    a, b = others + _PRIOR, own + _PRIOR
    share = a / (a + b)
    spread = share * (1 - share) * missing * (a + b + missing) / (a + b + 1)
    enough: Flags = (held >= FEWEST_HELD) | (missing <= 0)
    return np.where(enough, others + missing * share, np.nan), np.where(enough, spread, 0.0)
