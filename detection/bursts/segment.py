"""Cutting the time line of an object into spells of activity (kernel)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from detection.arrays import Ints


@njit(cache=True)
def _longest(wide: Ints, times: Ints, low: int, high: int) -> int:
    """Return which of wide[low:high], positions after a wide gap, follows the longest gap."""
    best = low
    for k in range(low + 1, high):
        gap = times[wide[k]] - times[wide[k] - 1]
        if gap > times[wide[best]] - times[wide[best] - 1]:
            best = k
    return best


@njit(cache=True)
def _lasting(times: Ints, exact: Ints, first: int, last: int) -> float:
    """Return how long it is from one row to another at most, microseconds.

    Two times of one minute may be a minute apart where the source gives no seconds: they must not
    look like one moment.
    """
    return float(times[last] - times[first] + max(exact[first], exact[last]))


@njit(cache=True)
def _densest(times: Ints, exact: Ints, low: int, high: int, least: int) -> tuple[float, int, int]:
    """Return the log likelihood ratio and the ends of the window that stands out most.

    A window of `least` x 2^k rows with share r of the rows in share f of the time:
    LLR = n (r ln(r/f) + (1-r) ln((1-r)/(1-f))). Windows move by 1/16 of their size.
    """
    n = high - low
    span = _lasting(times, exact, low, high - 1)
    best, start, end = 0.0, -1, -1
    size = least
    while size <= n // 2:
        share = size / n
        for i in range(low, high - size + 1, max(1, size // 16)):
            part = _lasting(times, exact, i, i + size - 1) / span
            if part >= share:
                continue
            ratio = n * (
                share * math.log(share / part)
                + (1.0 - share) * math.log((1.0 - share) / (1.0 - part))
            )
            if ratio > best:
                best, start, end = ratio, i, i + size
        size *= 2
    return best, start, end


@njit(cache=True)
def _gap_spells(times: Ints, low: int, high: int, gap_us: float, rare_log: float) -> Ints:
    """Return where the spells of times[low:high] begin, cut at improbable gaps."""
    wide = np.array([i for i in range(low + 1, high) if times[i] - times[i - 1] > gap_us])
    cuts = [low]
    stack = [(low, high, 0, wide.size)]
    while len(stack) > 0:
        a, b, first, last = stack.pop()
        if first == last:
            continue
        k = _longest(wide, times, first, last)
        cut = wide[k]
        mean = (times[b - 1] - times[a]) / (b - a - 1)
        if times[cut] - times[cut - 1] <= mean * (math.log(b - a) + rare_log):
            continue
        cuts.append(cut)
        stack.append((a, cut, first, k))
        stack.append((cut, b, k + 1, last))
    return np.sort(np.array(cuts))


@njit(cache=True)
def _waves(
    times: Ints,
    exact: Ints,
    low: int,
    high: int,
    cap: int,
    least: int,
    rare_log: float,
    out: Ints,
    spell: int,
) -> int:
    """Number the spells of one long spell: dense windows first, then chunks of at most cap rows."""
    stack = [(low, high)]
    while len(stack) > 0:
        a, b = stack.pop()
        n = b - a
        # a part of a long spell is scanned again while a window could be found in it
        if n > cap or (n < high - low and n >= 4 * least):
            ratio, start, end = _densest(times, exact, a, b, least)
            if ratio > math.log(n * math.log(n)) + rare_log:
                # the first in time is taken from the stack first: spells are numbered by time
                for part in ((end, b), (start, end), (a, start)):
                    if part[1] > part[0]:
                        stack.append(part)
                continue
        chunks = (n + cap - 1) // cap
        for c in range(chunks):
            out[a + n * c // chunks : a + n * (c + 1) // chunks] = spell
            spell += 1
    return spell


@njit(cache=True)
def segment(
    objects: Ints,
    times: Ints,
    exact: Ints,
    cap: int,
    gap_us: float,
    least: int,
    rare_log: float,
) -> Ints:
    """Return the number of the spell of each row.

    A homogeneous Poisson process of n events with a mean gap m shows a gap longer than
    m (ln n + 4.6) with a probability of about 1 %: there an object's time line is cut, if the gap
    is longer than gap_us too. What is longer than cap rows is scanned for waves, then chunked.

    Args:
        objects: Codes of objects, sorted.
        times: Microseconds, sorted within an object.
        exact: How exact each time is, microseconds: that of a minute 60,000,000.
        cap: Most rows of a spell.
        gap_us: Gaps up to this never cut, microseconds.
        least: Rows of the smallest window.
        rare_log: -ln of the probability that chance shows a cut.

    Returns:
        Integers from 0; a spell never crosses objects. Cost: O(n log n) for usual input.
    """
    out = np.zeros(objects.size, np.int64)
    spell = 0
    low = 0
    while low < objects.size:
        high = low
        while high < objects.size and objects[high] == objects[low]:
            high += 1
        cuts = _gap_spells(times, low, high, gap_us, rare_log)
        for k in range(cuts.size):
            end = cuts[k + 1] if k + 1 < cuts.size else high
            spell = _waves(times, exact, cuts[k], end, cap, least, rare_log, out, spell)
        low = high
    return out
