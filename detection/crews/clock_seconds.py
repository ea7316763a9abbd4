"""Seconds of the minute: which of them tell that two accounts acted at one moment, and which not.

Invariants:
- Full minutes are the time of many tools, and of sources that know no seconds.
- An object counts once in each second, so that a ring does not make its second a crowded one.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from detection.arrays import Flags, Ints, starts_of
from detection.options import Constants

SECOND_US = 1_000_000
"""One second, in microseconds."""
MINUTE = 60
"""Seconds of a minute."""
ENOUGH = 3
"""Fewest times of an object that say whether it has seconds."""


def crowded_seconds(objects: Ints, at: Ints, exact: Ints, constants: Constants) -> Flags:
    """Return which seconds of the minute are crowded, shape (60,).

    A second is crowded when the Poisson tail at the median of all sixty is below `crowded`.

    Args:
        objects: Object of each event.
        at: Microseconds.
        exact: How exact that is, microseconds.
        constants: crowded.
    """
    known = exact <= SECOND_US
    second = _once(objects[known], at[known])[1] % MINUTE
    counts = np.bincount(second, minlength=MINUTE)
    usual = max(float(np.median(counts)), 1.0)
    return stats.poisson.sf(counts - 1, usual) < constants.crowded


def exact_by_object(objects: Ints, at: Ints, exact: Ints, constants: Constants) -> Ints:
    """Return how exact times are, microseconds: to the minute where the source only says more.

    A source that knows minutes since a first post gives all times of an object one second of the
    minute. Where more than `coarse_share` of the objects (with three different times or more) are
    so, those have no seconds; one object alone may be so by a schedule, and keeps its own.

    Args:
        objects: Object of each event.
        at: Microseconds.
        exact: How exact that is, as the source says.
        constants: coarse_share.
    """
    of, second = _once(objects, at)
    if of.size == 0:
        return exact
    begins = np.flatnonzero(starts_of(of))
    within = second % MINUTE
    one = np.minimum.reduceat(within, begins) == np.maximum.reduceat(within, begins)
    enough = np.diff(np.r_[begins, of.size]) >= ENOUGH
    if np.count_nonzero(one & enough) <= constants.coarse_share * np.count_nonzero(enough):
        return exact
    coarse = np.isin(objects, of[begins[one]])
    return np.where(coarse, np.maximum(exact, MINUTE * SECOND_US), exact)


def _once(objects: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Return the objects and seconds that differ, sorted."""
    second = at // SECOND_US
    order = np.lexsort((second, objects))
    second, objects = second[order], objects[order]
    once = starts_of(objects, second)
    return objects[once], second[once]
