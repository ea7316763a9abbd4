"""When people post: waking hours, and how long after something happened."""

from __future__ import annotations

import numpy as np

from bench.detection.ledger import Reals

DAY_S = 86_400.0
HOUR_S = 3_600.0
START = 1_740_787_200.0
"""First second of every planted collection: 2025-03-01, UTC."""
DAYS = 30
END = START + DAYS * DAY_S
WAKING = np.array([2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 9, 8, 8, 8, 9, 10, 11, 12, 11, 8, 4.0])
"""Posts by hour of the day, in proportion."""


def waking_times(count: int, rng: np.random.Generator) -> Reals:
    """Draw moments of the period when people are awake."""
    hour = rng.choice(24, count, p=WAKING / WAKING.sum()) + rng.random(count)
    return START + rng.integers(0, DAYS, count) * DAY_S + hour * HOUR_S


def lag(median_s: float, spread: float, count: int, rng: np.random.Generator) -> Reals:
    """Draw how long after something people act: log-normal, seconds."""
    return rng.lognormal(np.log(median_s), spread, count)
