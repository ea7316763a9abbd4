"""Habit: how alike people's order of arrival is from one post to another, without any orders.

Some are always quick, some live in another time zone: independence is no null model for order.
Invariants:
- The strength of habit is a Fisher z = atanh(rank correlation). It varies from one crowd to the
  next, normally, with `mean` and `deviation` that a collection shows.
- A collection that shows little is judged by what others showed, and no collection can prove that
  people are machines: see the bounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from detection.arrays import Ints, Reals
from detection.significance import LEAST

ENOUGH = 8
"""Fewest accounts of a pair from which habit is learnt."""
USUAL_Z, USUAL_DEVIATION = 0.4, 0.33
"""Habit in three public sets, each of hundreds of pairs of posts, 8 accounts or more: reposts of
rumours and news in China .08, of viral tweets .46, comments on news in China .73; deviation of
these."""
PRIOR_PAIRS = 20
"""What other collections showed counts as so many pairs of this one."""
MOST_Z = 1.0
"""No habit of a crowd is taken to be stronger on average: a rank correlation of .76."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How strong habit is in a collection.

    Attributes:
        mean: Mean of the Fisher z over crowds.
        deviation: Its standard deviation over crowds, without that of estimation.
    """

    mean: float
    deviation: float

    def chance_of_chain(self, accounts: int, chain: int) -> float:
        """Return a bound of the probability of so long a chain of accounts that keep their order.

        The number of increasing chains of length k among m has the mean
        C(m, k) P_k, and P_k <= e^(z (k - 1)) / k! for the normal copula of Fisher z: of uniform
        order P_k = 1 / k!, and the longest chain grows as 2 sqrt(m) e^(z / 2) (Deuschel and
        Zeitouni 1995 give the growth for any density). z itself is a chance: the bound is
        min over z of P(Z > z) + C(m, k) e^(z (k - 1)) / k!. Our choice; tested by simulation.
        """
        z = np.linspace(max(self.mean, 0.0), self.mean + 12 * self.deviation, 200)
        ways = (
            special.gammaln(accounts + 1)
            - special.gammaln(accounts - chain + 1)
            - 2 * special.gammaln(chain + 1)
        )
        crowd = stats.norm.sf((z - self.mean) / self.deviation)
        bound = crowd + np.exp(np.minimum(ways + z * (chain - 1), 0.0))
        return float(np.clip(bound.min(), LEAST, 1.0))

    def chance_of_correlation(self, accounts: int, correlation: float) -> float:
        """Return the probability of a rank correlation at least so high.

        (atanh(r) - mean) / sqrt(deviation^2 + 1 / (m - 3)), on Student's t with m - 3 degrees of
        freedom: few accounts may agree by luck.
        """
        if accounts <= 3 or correlation <= 0.0:
            return 1.0
        # one swap of neighbours less than perfect is the most that so few accounts can show
        most = 1.0 - 3.0 / (accounts * (accounts**2 - 1.0))
        z = math.atanh(min(correlation, most))
        spread = math.sqrt(self.deviation**2 + 1.0 / (accounts - 3))
        return float(max(stats.t.sf((z - self.mean) / spread, accounts - 3), LEAST))


def learn_habit(correlations: Reals, accounts: Ints) -> Habit:
    """Return the habit that pairs of objects show: robust mean and deviation of their Fisher z.

    Median, and 1.4826 times the median absolute deviation, less the variance 1 / (m - 3) of
    estimation, over the pairs and PRIOR_PAIRS quantiles of the usual habit; the deviation is that
    of the usual habit at least, for one collection may hold crowds of several kinds.

    Args:
        correlations: Rank correlation of each pair.
        accounts: Its accounts m.
    """
    known = accounts >= ENOUGH
    z = np.arctanh(np.clip(correlations[known], -0.9999, 0.9999))
    levels = (np.arange(PRIOR_PAIRS) + 0.5) / PRIOR_PAIRS
    usual = stats.norm.ppf(levels, USUAL_Z, USUAL_DEVIATION)
    together = np.r_[z, usual]
    noise = np.r_[1.0 / (accounts[known] - 3.0), np.zeros(PRIOR_PAIRS)]
    mean = float(np.median(together))
    spread = 1.4826 * float(np.median(np.abs(together - mean)))
    deviation = math.sqrt(max(spread**2 - float(np.median(noise)), USUAL_DEVIATION**2))
    return Habit(min(mean, MOST_Z), min(deviation, USUAL_DEVIATION * 1.5))
