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
from detection.options import Constants
from detection.significance import LEAST


@dataclass(frozen=True, slots=True)
class Habit:
    """How strong habit is in a collection.

    Attributes:
        mean: Mean of the Fisher z over crowds.
        deviation: Its standard deviation over crowds, without that of estimation.
    """

    mean: float
    deviation: float

    def chance_of_chain(self, accounts: Ints | int, chain: Ints | int) -> Reals:
        """Return a bound of the probability of so long a chain of accounts that keep their order.

        The number of increasing chains of length k among m has the mean
        C(m, k) P_k, and P_k <= e^(z (k - 1)) / k! for the normal copula of Fisher z: of uniform
        order P_k = 1 / k!, and the longest chain grows as 2 sqrt(m) e^(z / 2) (Deuschel and
        Zeitouni 1995 give the growth for any density). z itself is a chance: the bound is
        min over z of P(Z > z) + C(m, k) e^(z (k - 1)) / k!. Our choice; tested by simulation.

        Args:
            accounts: m of each meeting.
            chain: k of each.
        """
        m, k = (np.asarray(size, dtype=np.int64) for size in (accounts, chain))
        ways = special.gammaln(m + 1) - special.gammaln(m - k + 1) - 2 * special.gammaln(k + 1)
        levels = np.linspace(max(self.mean, 0.0), self.mean + 12 * self.deviation, 200)
        crowds = stats.norm.sf((levels - self.mean) / self.deviation)
        least = np.ones(m.shape)
        for z, crowd in zip(levels.tolist(), crowds.tolist(), strict=True):
            least = np.minimum(least, crowd + np.exp(np.minimum(ways + z * (k - 1), 0.0)))
        return np.maximum(least, LEAST)

    def chance_of_correlation(self, accounts: Ints | int, correlation: Reals | float) -> Reals:
        """Return the probability of a rank correlation at least so high.

        (atanh(r) - mean) / sqrt(deviation^2 + 1 / (m - 3)), on Student's t with m - 3 degrees of
        freedom: few accounts may agree by luck.

        Args:
            accounts: m of each meeting; with three or fewer nothing can be told.
            correlation: r of each.
        """
        m = np.asarray(accounts, dtype=np.float64)
        freedom = np.maximum(m - 3.0, 1.0)
        # one swap of neighbours less than perfect is the most that so few accounts can show
        most = 1.0 - 3.0 / np.maximum(m * (m**2 - 1.0), 4.0)
        z = np.arctanh(np.clip(correlation, 0.0, most))
        score = (z - self.mean) / np.sqrt(self.deviation**2 + 1.0 / freedom)
        told = (m > 3.0) & (np.asarray(correlation) > 0.0)
        return np.where(told, np.maximum(special.stdtr(freedom, -score), LEAST), 1.0)


def learn_habit(correlations: Reals, accounts: Ints, constants: Constants) -> Habit:
    """Return the habit that pairs of objects show: robust mean and deviation of their Fisher z.

    Median, and 1.4826 times the median absolute deviation, less the variance 1 / (m - 3) of
    estimation, over the pairs and `prior_pairs` quantiles of the usual habit; the deviation is that
    of the usual habit at least, for one collection may hold crowds of several kinds.

    Args:
        correlations: Rank correlation of each pair.
        accounts: Its accounts m.
        constants: habit_accounts, usual_z, usual_deviation, habit_spread, prior_pairs, most_z.
    """
    prior, usual = constants.prior_pairs, constants.usual_deviation
    known = accounts >= constants.habit_accounts
    z = np.arctanh(np.clip(correlations[known], -0.9999, 0.9999))
    levels = (np.arange(prior) + 0.5) / prior
    together = np.r_[z, stats.norm.ppf(levels, constants.usual_z, usual)]
    noise = np.r_[1.0 / (accounts[known] - 3.0), np.zeros(prior)]
    mean = float(np.median(together))
    spread = 1.4826 * float(np.median(np.abs(together - mean)))
    deviation = math.sqrt(max(spread**2 - float(np.median(noise)), usual**2))
    return Habit(min(mean, constants.most_z), min(deviation, usual * constants.habit_spread))
