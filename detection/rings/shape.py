"""The shape of an audience: ever fewer accounts with ever more hits. A ring is a bump in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import stats

from detection.arrays import Flags, Ints, Reals
from detection.rings.gap import gap_p
from detection.significance import LEAST


@dataclass(frozen=True, slots=True)
class Shape:
    """What the counts of accounts by hits show.

    Attributes:
        p: p-value of "no bump": h^power n_h never rises with h.
        bump: The least h of the bump.
        least: The least h from which the audience, continued from below, explains a small share
            of the accounts: members are from there on.
        expected: Accounts with `bump` hits or more in the best fit without a bump.
        seen: Accounts with `bump` hits or more.
    """

    p: float
    bump: int
    least: int
    expected: float
    seen: int


@njit(cache=True)
def falling_fit(counts: Reals, weights: Reals) -> tuple[Reals, Ints]:
    """Return the Poisson maximum likelihood means f_h = g_h w_h with g falling, and its blocks.

    Pool adjacent violators: neighbours whose ratio of counts to weights does not fall are pooled.

    Args:
        counts: n_h for h = 1, 2, ..., shape (H,).
        weights: w_h above 0, shape (H,).
    """
    n = counts.size
    total, weight, length = np.zeros(n), np.zeros(n), np.zeros(n, np.int64)
    blocks = 0
    for i in range(n):
        total[blocks], weight[blocks], length[blocks] = counts[i], weights[i], 1
        blocks += 1
        while blocks > 1 and (
            total[blocks - 2] * weight[blocks - 1] <= total[blocks - 1] * weight[blocks - 2]
        ):
            total[blocks - 2] += total[blocks - 1]
            weight[blocks - 2] += weight[blocks - 1]
            length[blocks - 2] += length[blocks - 1]
            blocks -= 1
    fit, block, place = np.zeros(n), np.zeros(n, np.int64), 0
    for k in range(blocks):
        for _ in range(length[k]):
            fit[place] = total[k] / weight[k] * weights[place]
            block[place] = k
            place += 1
    return fit, block


@njit(cache=True)
def _ratios(draws: Reals, weights: Reals) -> Reals:
    """Return the log likelihood ratio, free fit against falling fit, of each row of counts."""
    out = np.zeros(draws.shape[0])
    for k in range(draws.shape[0]):
        fit, _ = falling_fit(draws[k], weights)
        for i in range(weights.size):
            if draws[k, i] > 0:
                out[k] += draws[k, i] * np.log(draws[k, i] / fit[i])
    return out


def _gains(counts: Reals, weights: Reals) -> tuple[Reals, Reals, Ints]:
    """Return the falling fit, what each of its blocks adds to the log likelihood ratio, blocks."""
    fit, block = falling_fit(counts, weights)
    seen = counts > 0
    gain = np.zeros(counts.size)
    gain[seen] = counts[seen] * np.log(counts[seen] / fit[seen])
    summed = np.zeros(int(block[-1]) + 1)
    np.add.at(summed, block, gain)
    return fit, summed, block


def fit_shape(counts: Reals, power: float, tolerance: float, draws: int, seed: list[int]) -> Shape:
    """Test whether the accounts by number of hits have a bump, and find where it begins.

    H0: h^power n_h falls with h. The log likelihood ratio of the free fit against the best fit
    under H0 is compared with its values on Poisson draws from that fit, by a gamma distribution
    with their mean and variance (so that p can be smaller than 1 / draws). Beside it stands the
    test of a gap (`gap`), which sees small rings; the smaller p counts, twice (Bonferroni).

    Args:
        counts: n_h, accounts with h = 1, 2, ... hits, shape (H,), H >= 1.
        power: The exponent.
        tolerance: Share of an audience among the members of least hits that is put up with.
        draws: Bootstrap draws.
        seed: Their seed, as numpy takes it.
    """
    hits = np.arange(1, counts.size + 1)
    weights = np.asarray(hits**-power, dtype=np.float64)
    fit, gain, block = _gains(counts, weights)
    strongest = block == int(gain.argmax())
    rise = _rise(counts, fit, strongest)
    stall = _stall(counts, rise)
    bump = max(rise, stall)
    tests = (
        _p_value(counts, fit, weights, draws, seed),
        gap_p(counts, power, draws, [*seed, 1]),
    )
    return Shape(
        p=min(1.0, len(tests) * min(tests)),
        bump=bump,
        least=_least(counts, power, rise, tolerance),
        expected=float(fit[bump - 1 :].sum()),
        seen=int(counts[bump - 1 :].sum()),
    )


def _p_value(counts: Reals, fit: Reals, weights: Reals, draws: int, seed: list[int]) -> float:
    drawn = np.random.default_rng(seed).poisson(fit, size=(draws, fit.size)).astype(float)
    under_null = _ratios(drawn, weights)
    mean, variance = float(under_null.mean()), float(under_null.var())
    if mean <= 0 or variance <= 0:
        return 1.0
    seen = float(_ratios(counts[np.newaxis, :], weights)[0])
    tail = stats.gamma.sf(seen, mean * mean / variance, scale=variance / mean)
    return max(float(tail), LEAST)


def _rise(counts: Reals, fit: Reals, strongest: Flags) -> int:
    """Return the h from which the counts of the strongest block lie above its fit."""
    rows = np.flatnonzero(strongest)
    if counts[rows[0]] >= fit[rows[0]]:
        return int(rows[0]) + 1
    beyond = np.cumsum((counts - fit)[rows])
    lowest = np.flatnonzero(beyond == beyond.min())[-1]
    return int(rows[lowest]) + 2


def _stall(counts: Reals, otherwise: int) -> int:
    """Return the h from which n_h itself stops falling most clearly.

    Below it the counts fall as those of any audience: there the significance of one account
    decides nothing.
    """
    _, gain, block = _gains(counts, np.ones(counts.size))
    if gain.max() <= 0:
        return otherwise
    return int(np.flatnonzero(block == int(gain.argmax()))[0]) + 1


def _least(counts: Reals, power: float, rise: int, tolerance: float) -> int:
    """Return the least h from which the audience is a small share of the accounts up to the rise.

    The audience at h is the most that H0 allows, given the counts below: the least of
    n_i (i / h)^power over i < h. Its sum from h on never exceeds the tolerance times theirs.
    """
    hits = np.arange(1, counts.size + 1, dtype=np.float64)
    level = np.minimum.accumulate(counts * hits**power)
    audience = np.r_[counts[:1], level[:-1]] / np.r_[1.0, hits[1:] ** power]
    for h in range(2, rise):
        part = slice(h - 1, rise - 1)
        if np.all(np.cumsum(audience[part]) <= tolerance * np.cumsum(counts[part])):
            return h
    return rise
