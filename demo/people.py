"""Everyone who posts: organic accounts, the official accounts of the story, members of rings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.clock import DAY_S, Period
from demo.ledger import NONE, Flags, Ints, Reals
from demo.options import EVASIONS, CampaignOptions
from demo.world import PLATFORMS, World

WEIBO, X = range(2)
CHINESE_SHARE = 0.55
YEARS_S = 365 * DAY_S
# Official accounts, in this order behind the organic ones: each on weibo, then on x.
OFFICIALS = ("maker", "rival", "idol")
# Platform of a ring; None: half of its members on each.
RING_PLATFORM: dict[str, int | None] = {
    "manuscript-zh": WEIBO,
    "comparison-en": X,
    "boost": WEIBO,
    "reply-swarm": X,
    "division": None,
    "small": WEIBO,
}
BATCHES_PER_RING = 3


@dataclass(frozen=True, slots=True)
class People:
    """Accounts by position; everything in here is an array with one entry per account.

    Order: organic accounts, then official ones, then the members of each ring.
    """

    organic: int  # how many at the front are organic
    rings: tuple[str, ...]
    platform: Ints
    topic: Ints
    activity: Reals  # everyday posts, relative to the mean organic account
    followers: Ints
    created: Ints  # seconds since 1970
    ring: Ints  # position in `rings`, NONE: no member
    batch: Flags  # handle and day of registration follow the pattern of a batch

    def __len__(self) -> int:
        return len(self.platform)

    def official(self, who: str, platform: int) -> int:
        """Return the official account of the maker, the rival or the idol."""
        return self.organic + OFFICIALS.index(who) * len(PLATFORMS) + platform

    def members(self, ring: int) -> Ints:
        """Return the members of a ring."""
        return np.flatnonzero(self.ring == ring)

    @property
    def organic_on(self) -> tuple[Ints, Ints]:
        """Return the organic accounts of each platform."""
        platform = self.platform[: self.organic]
        return np.flatnonzero(platform == WEIBO), np.flatnonzero(platform == X)


def populate(options: CampaignOptions, world: World, period: Period) -> People:
    """Invent the accounts."""
    rng = np.random.default_rng([options.seed, 21])
    organic = options.organic_accounts
    officials = len(OFFICIALS) * len(PLATFORMS)
    sizes = options.ring_sizes()
    ring = np.repeat(np.arange(len(sizes)), [size for _, size in sizes])
    members = len(ring)
    count = organic + officials + members
    how = EVASIONS[options.evasion]
    platform = np.concatenate(
        [
            (rng.random(organic) > CHINESE_SHARE).astype(np.int64),
            np.tile([WEIBO, X], len(OFFICIALS)),
            *(_ring_platforms(name, size) for name, size in sizes),
        ]
    )
    activity = rng.pareto(1.4, organic) + 0.15
    activity = np.minimum(activity, 60)
    batch = np.zeros(count, dtype=np.bool_)
    batch[count - members :] = rng.random(members) < how.batch_registered
    return People(
        organic=organic,
        rings=tuple(name for name, _ in sizes),
        platform=platform,
        topic=rng.integers(0, world.topics, count),
        activity=np.concatenate(
            [
                activity / activity.mean(),
                np.zeros(officials),
                how.camouflage * rng.gamma(1.5, 1 / 1.5, members),
            ]
        ),
        followers=_followers(organic, officials, members, rng),
        created=_registrations(ring, batch[count - members :], count, period, rng),
        ring=np.concatenate([np.full(count - members, NONE), ring]),
        batch=batch,
    )


def _ring_platforms(name: str, size: int) -> Ints:
    platform = RING_PLATFORM[name]
    return np.arange(size) % 2 if platform is None else np.full(size, platform)


def _followers(organic: int, officials: int, members: int, rng: np.random.Generator) -> Ints:
    return np.concatenate(
        [
            np.exp(rng.normal(4.6, 1.7, organic)),
            np.exp(rng.normal(14, 0.5, officials)),
            np.exp(rng.normal(3.4, 1.2, members)),
        ]
    ).astype(np.int64)


def _registrations(
    ring: Ints, batch: Flags, count: int, period: Period, rng: np.random.Generator
) -> Ints:
    """Return the times of registration: members of one batch within a few days."""
    age = rng.beta(1.1, 1.6, count) * 11 * YEARS_S + 5 * DAY_S
    rings = int(ring.max(initial=-1)) + 1
    days = rng.uniform(20, 200, (max(rings, 1), BATCHES_PER_RING)) * DAY_S
    chosen = days[ring, rng.integers(0, BATCHES_PER_RING, len(ring))]
    bought = rng.beta(1.0, 2.5, len(ring)) * 8 * YEARS_S + 5 * DAY_S
    age[count - len(ring) :] = np.where(batch, chosen + rng.random(len(ring)) * 2 * DAY_S, bought)
    return period.start - age.astype(np.int64)
