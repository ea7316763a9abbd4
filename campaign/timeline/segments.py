"""Change points of counts: where the rate of a Poisson process with excess variance changes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from ruptures import Pelt
from ruptures.base import BaseCost

from detection.arrays import Ints, Reals

SHORTEST: Final = 3
"""Buckets of the shortest segment: a day or a weekend is no change of a campaign."""
_TRIMMED = 0.9
_CHI2_TRIMMED = 0.6232
"""Mean of the lower 90 % of a chi-squared variable with one degree of freedom."""


class PoissonCost(BaseCost):
    """Twice the negative log-likelihood of a constant rate, over the dispersion.

    C(a, b) = -2 / phi * S log(S / L), S the sum and L the length of the segment; terms that are
    the same for every segmentation are left out.
    """

    # ruptures has no types: what it declares is read as a property, and as returning None
    model = "poisson"  # pyright: ignore[reportIncompatibleMethodOverride, reportAssignmentType]

    def __init__(self, dispersion: float) -> None:
        self.min_size = SHORTEST
        self._dispersion = dispersion
        self._sums = np.zeros(1)

    def fit(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, signal: Any
    ) -> PoissonCost:
        """Take the counts, shape (n, 1)."""
        self.signal = signal
        self._sums = np.concatenate([[0.0], np.cumsum(signal[:, 0], dtype=np.float64)])
        return self

    def error(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, start: int, end: int
    ) -> float:
        """Return the cost of the segment [start, end)."""
        seen = self._sums[end] - self._sums[start]
        return 0.0 if seen <= 0 else -2 / self._dispersion * seen * np.log(seen / (end - start))


def dispersion(counts: Reals) -> float:
    """Return by how much counts vary more than a Poisson process does; at least 1.

    phi = mean of the lower 90 % of (y_t - y_t+1)^2 / (y_t + y_t+1), over what it is for Poisson
    counts. Differences of neighbours do not see slow or rare changes of the rate, and the upper
    tenth, where these are, is left out.

    Source: difference-based variance as in Rice 1984; the trimming is our choice.
    """
    sums = counts[1:] + counts[:-1]
    apart = (counts[1:] - counts[:-1]) ** 2
    ratio = np.sort(apart[sums > 0] / sums[sums > 0])
    kept = ratio[: int(np.ceil(_TRIMMED * ratio.size))]
    return max(1.0, float(kept.mean()) / _CHI2_TRIMMED) if kept.size else 1.0


def breaks(counts: Reals) -> Ints:
    """Return the buckets at which a new rate begins, first guess: none is tested yet.

    PELT with the Poisson cost; each break costs 2 log n (BIC: its place and a rate).

    Args:
        counts: One for each bucket, shape (n,).

    Returns:
        Positions in (0, n), rising.

    Source: Killick, Fearnhead, Eckley 2012; the library ruptures.
    """
    if counts.size < 2 * SHORTEST:
        return np.zeros(0, dtype=np.int64)
    search: Any = Pelt(custom_cost=PoissonCost(dispersion(counts)), min_size=SHORTEST, jump=1)
    found = search.fit(counts[:, None]).predict(pen=2 * np.log(counts.size))
    return np.array(found[:-1], dtype=np.int64)
