"""Changes of a ring's own activity: of its posts a day, and of its share of all posts as well.

Invariants: a general rise of traffic changes the posts a day and not the share; a rise of everybody
else changes the share and not the posts a day. Neither is a change of the ring's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from campaign.timeline.segments import SHORTEST, breaks
from detection.arrays import Reals

SURE: Final = 0.01
"""Largest p of a change that is told."""
DRAWS: Final = 999
"""Permutations: no p is smaller than one in a thousand."""
FEWEST_POSTS: Final = 30
"""Posts of members below which no change is looked for."""
FEWEST_MOVED: Final = 10
"""Posts that a change must have added or taken away."""
FEWEST_BUCKETS: Final = 10
"""Buckets (days, or weeks) below which none is looked for."""


HALF: Final = 0.5
"""Added to counts of a ratio, so that a day of nothing has one."""
NEAR: Final = 14
"""Buckets on each side of a change in which shares are compared: other people's traffic has changes
of its own, and those far away are no matter of this one."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change.

    Attributes:
        place: The bucket with which the new rate begins.
        before: Mean count a bucket since the change before it, or since the beginning.
        after: The same until the next change, or the end.
        p: The larger of the two permutation p-values.
    """

    place: int
    before: float
    after: float
    p: float


def find_changes(own: Reals, others: Reals, seed: int = 0) -> list[Change]:
    """Return the changes of the ring's own activity.

    Breaks of the ring's counts (`segments.breaks`) are tested one by one against the stretch on
    both sides of them, and the least sure is dropped until all that remain are sure (p <= .01).
    Under "nothing changed here" the buckets of the stretch could stand in any order; they are moved
    whole, so excess variance is in the null as well. Of posts a day the statistic is the largest
    Poisson likelihood ratio of a split anywhere in the stretch, so that having searched is paid
    for; of the share it is the largest step of log((own + 1/2) / (others + 1/2)) in the same
    direction, within NEAR buckets of the break. Both must be sure: an intersection-union test,
    whose p is the larger one (Berger 1982).

    Args:
        own: Posts of members in each bucket, shape (n,).
        others: Posts of organic accounts, shape (n,); zeros where there are none: then shares say
            nothing, and the rate alone is tested.
        seed: Of the permutations.

    Limits: neighbouring days resemble each other more than days in any order do; within one ring
    the p-values are of several tests.
    """
    if own.size < FEWEST_BUCKETS or own.sum() < FEWEST_POSTS:
        return []
    places = list(breaks(own).tolist())
    while places:
        edges = [0, *places, own.size]
        tested = [
            _tested(own, others, edges[i], edges[i + 1], edges[i + 2], seed)
            for i in range(len(places))
        ]
        worst = max(range(len(tested)), key=lambda i: tested[i].p)
        if tested[worst].p <= SURE:
            return tested
        del places[worst]
    return []


def _moved(mine: Reals, cut: int) -> float:
    """Return how many posts more the busier side has than the rate of the other side gives."""
    before, after = float(mine[:cut].mean()), float(mine[cut:].mean())
    return abs(after - before) * (mine.size - cut if after > before else cut)


def _tested(own: Reals, others: Reals, start: int, place: int, end: int, seed: int) -> Change:
    mine, cut = own[start:end], place - start
    before, after = float(mine[:cut].mean()), float(mine[cut:].mean())
    rng = np.random.default_rng([seed, start, place, end])
    p = _rate_p(mine, rng) if _moved(mine, cut) >= FEWEST_MOVED else 1.0
    if others.any():
        near = slice(max(start, place - NEAR), min(end, place + NEAR))
        share = _share_p(own[near], others[near], rng, rises=after > before)
        p = max(p, share)
    return Change(place, before, after, p)


def _rate_p(own: Reals, rng: np.random.Generator) -> float:
    """Return the share of orders of the buckets in which some split is as clear as here."""
    orders = np.argsort(rng.random((DRAWS, own.size)), axis=1)
    drawn = _clearest(own[orders])
    return float((1 + np.count_nonzero(drawn >= _clearest(own[None, :])[0] - 1e-9)) / (1 + DRAWS))


def _share_p(own: Reals, others: Reals, rng: np.random.Generator, *, rises: bool) -> float:
    """Return the share of orders in which some split parts the log ratios as clearly."""
    ratio = np.log((own + HALF) / (others + HALF)) * (1 if rises else -1)
    orders = np.argsort(rng.random((DRAWS, own.size)), axis=1)
    seen, drawn = _largest_step(ratio[None, :])[0], _largest_step(ratio[orders])
    return float((1 + np.count_nonzero(drawn >= seen - 1e-9)) / (1 + DRAWS))


def _clearest(own: Reals) -> Reals:
    """Return the largest log likelihood ratio of a split of each row, shape (rows,)."""
    sums, lengths = np.cumsum(own, axis=1), np.arange(1.0, own.shape[1] + 1)
    inside = _inside(own.shape[1])
    left, wide = sums[:, inside], lengths[inside]
    gain = _fit(left, wide) + _fit(sums[:, -1:] - left, lengths[-1] - wide)
    return gain.max(axis=1) - _fit(sums[:, -1], lengths[-1:])


def _largest_step(ratio: Reals) -> Reals:
    """Return the largest rise of the mean at a split of each row: sqrt(l r / (l + r)) (m_r - m_l).

    Rows are orders of the same values, so the variance is the same in all and is left out.
    """
    length = ratio.shape[1]
    sums, left = np.cumsum(ratio, axis=1), np.arange(1.0, length + 1)
    inside = _inside(length)
    left, right = left[inside], length - left[inside]
    step = (sums[:, -1:] - sums[:, inside]) / right - sums[:, inside] / left
    return (np.sqrt(left * right / length) * step).max(axis=1)


def _inside(length: int) -> slice:
    """Return the splits that leave enough on both sides."""
    least = min(SHORTEST, length // 2)
    return slice(least - 1, length - least)


def _fit(seen: Reals, size: Reals) -> Reals:
    """Return the largest log likelihood of `seen` in `size`, but for what no split changes."""
    rate = seen / np.maximum(size, 1.0)
    return seen * np.log(np.where(rate > 0, rate, 1.0))
