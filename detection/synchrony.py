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
        member_p: For each row of the meetings, the chance that an account that is near shared
            seconds at both objects is in one of them both times; 1 where it is not.
        member_q: Accounts expected there by chance over those that are.
    """

    together: Ints
    p: Reals
    member_p: Reals
    member_q: Reals


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
    p = np.ones(meetings.count)
    member_p, member_q = np.ones(meetings.account.size), np.ones(meetings.account.size)
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
        p[k] = max(_chance(one[rows], other[rows], joined, reach) for reach in REACHES)
        member_p[rows], member_q[rows] = _members(one[rows], other[rows])
    return Synchronies(together, p, member_p, member_q)


def _joined(one: Ints, other: Ints) -> Flags:
    """Return which rows, sorted, share both seconds with the row before."""
    return ~starts_of(one, other)


def _chance(one: Ints, other: Ints, joined: Flags, reach: int) -> float:
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
    return max(float(stats.binom.sf(int(joined.sum()) - 1, all_trials, mean)), LEAST)


def _members(one: Ints, other: Ints) -> tuple[Reals, Reals]:
    """Return p and q of each account: is it in seconds that are shared, at both objects?

    Where a crew acts in several seconds, each at another pair of them, few meet the same again.
    """
    (shared_one, near_one, chance_one), (shared_other, near_other, chance_other) = (
        _shared(times) for times in (one, other)
    )
    member, chance = shared_one & shared_other, chance_one * chance_other
    others = int(np.count_nonzero(near_one & near_other & ~member))
    by_chance = others * chance / max(1.0 - chance, chance)
    share = min(1.0, by_chance / max(int(member.sum()), 1))
    return np.where(member, chance, 1.0), np.where(member, max(share, LEAST), 1.0)


def _shared(times: Ints) -> tuple[Flags, Flags, float]:
    """Return who is in a second of several, who is near one, and the chance of such a second."""
    seconds, place, counts = np.unique(times, return_inverse=True, return_counts=True)
    several = seconds[counts > 1]
    if several.size == 0:
        nobody = np.zeros(times.size, dtype=np.bool_)
        return nobody, nobody, 1.0
    reach = REACHES[-1]
    after = np.clip(np.searchsorted(several, times), 1, several.size) - 1
    gaps = [np.abs(times - several[np.minimum(after + k, several.size - 1)]) for k in (0, 1)]
    stretch = float(np.minimum(np.diff(several), 2 * reach + 1).sum()) + 2 * reach + 1
    return counts[place] > 1, np.minimum(*gaps) <= reach, several.size / stretch
