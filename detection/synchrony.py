"""Same second: accounts that act in one second at one object, and in one second again at another.

A burst of thousands has many in each second. So nothing is held against its density alone: of
those who were together once and are near each other again, how many meet exactly?
Invariants:
- Only times that the source gives to the second count.
- Many tools act at the full minute. A second of the minute that is crowded in the whole collection
  is no meeting: times at it do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from detection.arrays import Flags, Ints, Reals, starts_of
from detection.meetings import Meetings
from detection.significance import LEAST

SECOND_US = 1_000_000
MINUTE = 60
REACHES = (3, 10, 30)
"""Seconds within which people's times are taken to be spread evenly: the one that explains most
counts. Programs of different owners that watch one source answer within a few seconds of it."""
CROWDED = 1e-6
"""Chance of a second of the minute with so many more acts than the others."""


@dataclass(frozen=True, slots=True)
class Synchronies:
    """Who met in the same second twice.

    Attributes:
        together: Accounts beyond the first in each group that shares both seconds, by meeting.
        p: p-value of each meeting.
        chance: Chance that one who is near, within the widest reach, meets exactly, by meeting.
        false_share: Accounts expected to meet by chance for each one that does, by meeting.
        kept: Whether each row of the meetings is in such a group.
    """

    together: Ints
    p: Reals
    chance: Reals
    false_share: Reals
    kept: Flags


def crowded_seconds(objects: Ints, at: Ints, exact: Ints) -> Flags:
    """Return which seconds of the minute are crowded, shape (60,).

    An object counts once in each second, so that a ring does not make its second a crowded one. A
    second is crowded when the Poisson tail at the median of all sixty is below CROWDED.

    Args:
        objects: Object of each event.
        at: Microseconds.
        exact: How exact that is, microseconds.
    """
    known = exact <= SECOND_US
    second = at[known] // SECOND_US
    order = np.lexsort((second, objects[known]))
    second, objects = second[order], objects[known][order]
    once = second[starts_of(objects, second)] % MINUTE
    counts = np.bincount(once, minlength=MINUTE)
    usual = max(float(np.median(counts)), 1.0)
    return stats.poisson.sf(counts - 1, usual) < CROWDED


def find_synchronies(meetings: Meetings, crowded: Flags) -> Synchronies:
    """Test each meeting for accounts that share a second at both objects.

    Of n accounts in one second of the one object, whose seconds at the other follow each other
    within w seconds, g of them different, n - g join another account exactly. If people's times
    are spread evenly over such a stretch, each does so with probability g / (span + 2 w + 1) at
    most. The sum over all such stretches is held against the binomial distribution, at the w that
    gives the largest p.

    Complexity: m log m for a meeting of m accounts.
    """
    together = np.zeros(meetings.count, dtype=np.int64)
    p, chance, false_share = (np.ones(meetings.count) for _ in range(3))
    kept = np.zeros(meetings.account.size, dtype=np.bool_)
    one, other = meetings.one // SECOND_US, meetings.other // SECOND_US
    counts = (meetings.exact <= SECOND_US) & ~crowded[one % MINUTE] & ~crowded[other % MINUTE]
    for k in range(meetings.count):
        rows = np.arange(meetings.begins[k], meetings.begins[k + 1])[
            counts[meetings.begins[k] : meetings.begins[k + 1]]
        ]
        rows = rows[np.lexsort((other[rows], one[rows]))]
        joined = _joined(one[rows], other[rows])
        if not joined.any():
            continue
        together[k] = int(joined.sum())
        tests = [_test(one[rows], other[rows], joined, reach) for reach in REACHES]
        p[k] = max(p for p, _, _ in tests)
        _, chance[k], trials = tests[-1]
        false_share[k] = min(1.0, chance[k] * trials / together[k])
        kept[rows] = joined | np.r_[joined[1:], False]
    return Synchronies(together, p, chance, false_share, kept)


def _joined(one: Ints, other: Ints) -> Flags:
    """Return which rows, sorted, share both seconds with the row before."""
    return ~starts_of(one, other)


def _test(one: Ints, other: Ints, joined: Flags, reach: int) -> tuple[float, float, int]:
    """Return p, the chance of one account to meet another exactly, and how many could."""
    near = np.zeros(one.size, dtype=np.bool_)
    near[1:] = (one[1:] == one[:-1]) & (other[1:] - other[:-1] <= reach)
    stretch = np.cumsum(~near) - 1
    size = np.bincount(stretch)
    begins = np.flatnonzero(~near)
    ends = np.r_[begins[1:], one.size] - 1
    span = other[ends] - other[begins]
    different = size - np.bincount(stretch, weights=joined).astype(np.int64)
    trials = size - 1
    chance = np.minimum(different / (span + 2.0 * reach + 1.0), 1.0)
    # several stretches: one binomial whose chance is that of the stretches, weighted by trials
    all_trials = int(trials.sum())
    mean = float((chance * trials).sum()) / all_trials
    p = float(stats.binom.sf(int(joined.sum()) - 1, all_trials, mean))
    return max(p, LEAST), mean, all_trials
