"""When people post: hours of the day, days of the week, sleep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.ledger import Ints, Reals
from demo.options import CampaignOptions

DAY_S = 86400
HOUR_S = 3600
# Hours to add to UTC for the people of each platform: China; western Europe.
ZONE_H = np.array([8, 1])
# Relative number of posts per local hour: a dip at night, peaks at noon and in the evening.
HOURS = np.array(
    [30, 16, 9, 6, 5, 7, 14, 28, 42, 50, 54, 58, 66, 58, 50, 48, 50, 54, 60, 70, 82, 88, 76, 52]
)
MORNING_H = 7
AWAKE_AT_NIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Period:
    """The time that the campaign covers, seconds since 1970 (UTC)."""

    start: int
    end: int

    @classmethod
    def of(cls, options: CampaignOptions) -> Period:
        """Return the period that the options ask for."""
        start = int(options.start.timestamp())
        return cls(start, start + options.days * DAY_S)

    @property
    def launch(self) -> int:
        """The moment when the new car is shown: mid-period, 19:30 in China."""
        middle = self.start + (self.end - self.start) // 2 // DAY_S * DAY_S
        return middle + 11 * HOUR_S + HOUR_S // 2


def waking_times(
    period: Period, platform: Ints, rng: np.random.Generator, *, around_launch: float = 0.0
) -> Reals:
    """Draw a moment of everyday life for each row.

    Args:
        period: Where the days are taken from.
        platform: Shape (n,); decides the time zone.
        rng: Source of chance.
        around_launch: Share of the rows whose day lies near the launch.

    Returns:
        Shape (n,), seconds since 1970.
    """
    count = len(platform)
    days = (period.end - period.start) // DAY_S
    day = rng.integers(0, days, count)
    near = rng.random(count) < around_launch
    launch_day = (period.launch - period.start) // DAY_S
    after = np.floor(rng.gamma(1.2, 3.0, count) - 1.5).astype(np.int64)
    day = np.where(near, np.clip(launch_day + after, 0, days - 1), day)
    hour = rng.choice(24, count, p=HOURS / HOURS.sum())
    local = day * DAY_S + hour * HOUR_S + rng.random(count) * HOUR_S
    return period.start + local - ZONE_H[platform] * HOUR_S + DAY_S * (hour < ZONE_H[platform])


def after_sleep(at: Reals, platform: Ints, rng: np.random.Generator) -> Reals:
    """Move most of what falls into the night to the morning after.

    Args:
        at: Shape (n,), seconds since 1970.
        platform: Shape (n,).
        rng: Source of chance.
    """
    local_h = (at / HOUR_S + ZONE_H[platform]) % 24
    asleep = (local_h < MORNING_H - 0.5) & (rng.random(len(at)) > AWAKE_AT_NIGHT)
    wait_h = MORNING_H - local_h + rng.gamma(2.0, 0.8, len(at))
    return np.where(asleep, at + wait_h * HOUR_S, at)


def lag(median_s: float | Reals, spread: float, count: int, rng: np.random.Generator) -> Reals:
    """Draw reaction times: log-normal with this median in seconds, and at least one second."""
    return 1.0 + np.asarray(median_s) * np.exp(spread * rng.standard_normal(count))
