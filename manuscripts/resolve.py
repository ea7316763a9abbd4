"""Which of several manuscripts a post is a copy of, when its text alone does not say.

Copies that dropped all but common sentences fit several manuscripts. A campaign works through its
manuscripts one after the other, so such a copy is counted with the one whose certain copies are
most within `NEAR_H` hours of it; with the nearest where there are none.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np

from detection.arrays import Ints

NEAR_H: Final = 4
_NEAR_US: Final = NEAR_H * 3_600_000_000


def resolve(at: Ints, candidates: Ints) -> Ints:
    """Return the manuscript of each post.

    Args:
        at: When, microseconds.
        candidates: Shape (posts, n): manuscripts that fit, -1 behind the last; no post without one.
    """
    certain = np.flatnonzero(candidates[:, 1] < 0)
    order = certain[np.lexsort((at[certain], candidates[certain, 0]))]
    found = candidates[:, 0].copy()
    unsure = np.flatnonzero(candidates[:, 1] >= 0)
    found[unsure] = _nearest(at[unsure], candidates[unsure], at[order], candidates[order, 0])
    return found


@numba.njit(cache=True, nogil=True)
def _nearest(at: Ints, candidates: Ints, times: Ints, owners: Ints) -> Ints:
    """Return for each post the candidate with most entries near in time.

    Args:
        at: When each post was.
        candidates: Of each post, -1 behind the last.
        times: Of certain copies; by owner, then time.
        owners: Manuscript of each of these.
    """
    found = np.empty(at.size, dtype=np.int64)
    for post in range(at.size):
        most, least = -1, np.int64(2**62)
        found[post] = candidates[post, 0]
        for k in range(candidates.shape[1]):
            one = candidates[post, k]
            if one < 0:
                break
            begin, end = np.searchsorted(owners, one), np.searchsorted(owners, one, side="right")
            here = times[begin:end]
            low = np.searchsorted(here, at[post] - _NEAR_US)
            near = np.searchsorted(here, at[post] + _NEAR_US, side="right") - low
            place = np.searchsorted(here, at[post])
            away = np.int64(2**62)
            if place < here.size:
                away = here[place] - at[post]
            if place > 0:
                away = min(away, at[post] - here[place - 1])
            if near > most or (near == most and away < least):
                most, least = near, away
                found[post] = one
    return found
