"""Same second: accounts that act in one second at one object, and in one second again at another.

A burst of thousands has many in each second. So nothing is held against its density alone: of
those who were together once and are near each other again, how many meet exactly?
Invariants:
- Only times that the source gives to the second count; see detection/crews/clock_seconds.py.
- Many tools act at the full minute. A second of the minute that is crowded in the whole collection
  is no meeting: times at it do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import stats

from detection.arrays import Flags, Ints, Reals
from detection.crews.clock_seconds import MINUTE, SECOND_US
from detection.crews.meetings import Meetings
from detection.significance import LEAST


@dataclass(frozen=True, slots=True)
class Synchronies:
    """Who met in the same second twice.

    Attributes:
        together: Accounts beyond the first in each group that shares both seconds, by meeting.
        p: p-value of each meeting.
    """

    together: Ints
    p: Reals


def find_synchronies(meetings: Meetings, crowded: Flags, reaches: tuple[float, ...]) -> Synchronies:
    """Test each meeting for accounts that share a second at both objects.

    Of n accounts in one second of the one object, whose seconds at the other follow each other
    within w seconds, g of them different, n - g join another account exactly. If people's times
    are spread evenly over such a stretch, each does so with probability g / (span + 2 w + 1) at
    most. The sum over all such stretches is held against the binomial distribution, at the w that
    gives the largest p.

    Args:
        meetings: Who met whom twice.
        crowded: Which seconds of the minute do not count.
        reaches: Each w, seconds.

    Complexity: m log m for a meeting of m accounts.
    """
    one, other, counts = seconds_that_count(meetings, crowded)
    within = np.array(reaches, dtype=np.float64)
    together, trials, expected = _together(meetings.begins, one, other, counts, within)
    met = together > 0
    # several stretches: one binomial whose chance is that of the stretches, weighted by trials
    all_trials = np.maximum(trials[met], 1.0)
    exactly = (together[met] - 1)[:, np.newaxis]
    chance = stats.binom.sf(exactly, all_trials, expected[met] / all_trials)
    p = np.ones(meetings.count)
    p[met] = np.maximum(chance, LEAST).max(axis=1, initial=LEAST)
    return Synchronies(together, p)


def seconds_that_count(meetings: Meetings, crowded: Flags) -> tuple[Ints, Ints, Flags]:
    """Return the seconds of each row at both objects, and whether they count."""
    one, other = meetings.one // SECOND_US, meetings.other // SECOND_US
    known = (meetings.exact <= SECOND_US) & ~crowded[one % MINUTE] & ~crowded[other % MINUTE]
    return one, other, known


def members_in_seconds(one: Ints, other: Ints, reach: float) -> tuple[Reals, Reals]:
    """Return p and q of each account: is it in seconds that are shared, at both objects?

    Where a crew acts in several seconds, each at another pair of them, few meet the same again.
    p: the chance that an account that is near shared seconds at both objects is in one of them
    both times; 1 where it is not. q: accounts expected there by chance over those that are.

    Args:
        one: Seconds at the one object.
        other: Seconds of the same accounts at the other.
        reach: How near is near, seconds.
    """
    (shared_one, near_one, chance_one), (shared_other, near_other, chance_other) = (
        _shared(times, reach) for times in (one, other)
    )
    member, chance = shared_one & shared_other, chance_one * chance_other
    others = int(np.count_nonzero(near_one & near_other & ~member))
    by_chance = others * chance / max(1.0 - chance, chance)
    share = min(1.0, by_chance / max(int(member.sum()), 1))
    return np.where(member, chance, 1.0), np.where(member, max(share, LEAST), 1.0)


def _shared(times: Ints, reach: float) -> tuple[Flags, Flags, float]:
    """Return who is in a second of several, who is near one, and the chance of such a second."""
    seconds, place, counts = np.unique(times, return_inverse=True, return_counts=True)
    several = seconds[counts > 1]
    if several.size == 0:
        nobody = np.zeros(times.size, dtype=np.bool_)
        return nobody, nobody, 1.0
    after = np.clip(np.searchsorted(several, times), 1, several.size) - 1
    gaps = [np.abs(times - several[np.minimum(after + k, several.size - 1)]) for k in (0, 1)]
    stretch = float(np.minimum(np.diff(several), 2 * reach + 1).sum()) + 2 * reach + 1
    return counts[place] > 1, np.minimum(*gaps) <= reach, several.size / stretch


@njit(cache=True, nogil=True)
def _together(
    begins: Ints, one: Ints, other: Ints, counts: Flags, reaches: Reals
) -> tuple[Ints, Reals, Reals]:
    """Return of each meeting who meets exactly, and for each reach the trials and the expected."""
    size = begins.size - 1
    together = np.zeros(size, np.int64)
    trials, expected = np.zeros((size, reaches.size)), np.zeros((size, reaches.size))
    for k in range(size):
        low, high = begins[k], begins[k + 1]
        rows = np.flatnonzero(counts[low:high]) + low
        ranked = np.sort(one[rows])
        if not np.any(ranked[1:] == ranked[:-1]):
            continue
        rows = rows[np.argsort(other[rows], kind="mergesort")]
        rows = rows[np.argsort(one[rows], kind="mergesort")]
        first, second = one[rows], other[rows]
        same = first[1:] == first[:-1]
        together[k] = np.count_nonzero(same & (second[1:] == second[:-1]))
        if together[k] > 0:
            for w in range(reaches.size):
                trials[k, w], expected[k, w] = _stretches(first, second, reaches[w])
    return together, trials, expected


@njit(cache=True, nogil=True)
def _stretches(one: Ints, other: Ints, reach: float) -> tuple[float, float]:
    """Return the trials and the expected number of exact meetings of all stretches of a meeting."""
    trials, expected, begin, different = 0.0, 0.0, 0, 1
    for k in range(1, one.size + 1):
        if k < one.size and one[k] == one[k - 1] and other[k] - other[k - 1] <= reach:
            different += other[k] != other[k - 1]
            continue
        tried = k - 1 - begin
        span = other[k - 1] - other[begin]
        trials += tried
        expected += tried * min(different / (span + 2.0 * reach + 1.0), 1.0)
        begin, different = k, 1
    return trials, expected
