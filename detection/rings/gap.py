"""Too few accounts with few hits: a gap below a ring that an audience does not have.

The test of `shape` looks at all counts at once, which costs power where a ring is small. This one
looks at one place at a time. If h^power n_h falls with h, then of the accounts with up to t hits at
least the share W(s) / W(t) has up to s of them, W(h) = sum of i^-power over i = 1..h, whatever the
audience: the flattest one, h^power n_h constant up to t, has fewest. So for each s < t

    p(s, t) = P(Binomial(N(t), W(s) / W(t)) <= N(s)),    N(h) = accounts with 1..h hits,

is a p-value of "no gap". The smallest of them is taken, and corrected for having looked at many:
they are as many as so many independent ones whose smallest has the median that draws from the
flattest audience of as many accounts give. A steeper one gives larger p-values.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from scipy import special

from detection.arrays import Ints, Reals
from detection.significance import LEAST

FINE: Final = 20
"""All places up to this many hits are looked at; above, `COARSE` places on a scale of ratios."""
COARSE: Final = 20


def gap_p(counts: Reals, power: float, draws: int, seed: list[int]) -> float:
    """Return the p-value of "h^power n_h falls" against a gap at few hits.

    Args:
        counts: n_h, accounts with h = 1, 2, ... hits, shape (H,).
        power: The exponent.
        draws: Bootstrap draws.
        seed: Their seed, as numpy takes it.
    """
    if counts.size < 2:
        return 1.0
    mass = np.r_[0.0, np.cumsum(np.arange(1, counts.size + 1) ** -power)]
    flattest = counts.sum() * np.diff(mass) / mass[-1]
    places = _places(counts.size)
    drawn = np.random.default_rng(seed).poisson(flattest, size=(draws, counts.size)).astype(float)
    most = int(max(counts.sum(), drawn.sum(axis=1).max(initial=0.0))) + 2
    factorials = special.gammaln(np.arange(1, most + 1, dtype=np.float64))
    seen = float(_least(counts[np.newaxis, :], mass, places, factorials)[0])
    usual = float(np.median(_least(drawn, mass, places, factorials)))
    looks = np.log(0.5) / np.log1p(-min(usual, 1 - 1e-12)) if usual > 0 else np.inf
    return float(np.clip(-np.expm1(looks * np.log1p(-min(seen, 1 - 1e-12))), LEAST, 1.0))


def _places(hits: int) -> Ints:
    fine = np.arange(1, min(hits, FINE) + 1)
    return np.unique(np.r_[fine, np.geomspace(min(hits, FINE), hits, COARSE).astype(np.int64)])


@njit(cache=True)
def _least(draws: Reals, mass: Reals, places: Ints, factorials: Reals) -> Reals:
    """Return the smallest p(s, t) of each row of counts."""
    least = np.ones(draws.shape[0])
    for row in range(draws.shape[0]):
        upto = np.zeros(draws.shape[1] + 1)
        for h in range(draws.shape[1]):
            upto[h + 1] = upto[h] + draws[row, h]
        for i in range(places.size):
            for j in range(i + 1, places.size):
                s, t = places[i], places[j]
                p = _lower_tail(int(upto[s]), int(upto[t]), float(mass[s] / mass[t]), factorials)
                least[row] = min(least[row], p)
    return least


@njit(cache=True)
def _lower_tail(low: int, of: int, share: float, factorials: Reals) -> float:
    """Return a close upper bound of P(Binomial(of, share) <= low); 1 at and above the mean.

    The terms below `low` fall faster than a geometric series (Feller 1968, VI.3).
    """
    if of == 0 or low >= of * share:
        return 1.0
    term = np.exp(
        factorials[of]
        - factorials[low]
        - factorials[of - low]
        + low * np.log(share)
        + (of - low) * np.log1p(-share)
    )
    ratio = low * (1 - share) / ((of - low + 1) * share)
    return min(1.0, term / (1 - ratio))
