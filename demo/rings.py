"""The paid rings: orders from a desk, carried out by some of the members, each after a while.

What an order asks for is the ring's trade; who follows it, how late and how well disguised is the
evasion's. Hardly anybody carries out everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from demo.clock import DAY_S, HOUR_S, ZONE_H, Period, lag
from demo.launch import Stage
from demo.ledger import NONE, Flags, Ints, Kind, Ledger, Reals
from demo.options import EVASIONS, CampaignOptions, Evasion
from demo.people import WEIBO, People, X
from demo.voices import Voice
from demo.world import FIELDS, World

CAMPAIGN_DAYS_BEFORE, CAMPAIGN_DAYS_AFTER = 12, 16
COPIES_PER_MANUSCRIPT = 3  # orders that use one manuscript
PAID_AUTHORS = 3
FEWEST_ORDERS = 3  # that a member carries out


@dataclass(frozen=True, slots=True)
class Orders:
    """What one ring does: one entry per (order, member) that is carried out."""

    ring: int  # position in People.rings
    number: Ints  # of the order, within the ring
    account: Ints
    at: Reals  # when the member acts
    desk: Reals  # when each order was given, one entry per order


@dataclass(frozen=True, slots=True)
class Scene:
    """What a ring needs to know to do its work."""

    ledger: Ledger
    world: World
    people: People
    stage: Stage
    how: Evasion
    rng: np.random.Generator

    def platform(self, orders: Orders) -> Ints:
        """Return the platform of each entry."""
        return self.people.platform[orders.account]

    def order_of(self, orders: Orders) -> Ints:
        """Return the order's number over all rings."""
        return orders.ring * 10_000 + orders.number


def conspire(
    ledger: Ledger,
    world: World,
    people: People,
    stage: Stage,
    period: Period,
    options: CampaignOptions,
    rng: np.random.Generator,
) -> dict[str, Ints]:
    """Write the posts of all rings into the ledger.

    Returns:
        Accounts by kind of hard negative: "paid-author", who only sold their posts.
    """
    scene = Scene(ledger, world, people, stage, EVASIONS[options.evasion], rng)
    authors: list[Ints] = []
    for ring, name in enumerate(people.rings):
        desk = _desk_times(period, options.orders, rng)
        orders = _carry_out(ring, desk, people.members(ring), scene.how, rng)
        sold = TRADES[name](scene, orders)
        if sold is not None:
            authors.append(sold)
    return {"paid-author": np.unique(np.concatenate(authors))} if authors else {}


def _desk_times(period: Period, count: int, rng: np.random.Generator) -> Reals:
    """Draw when orders are given: office hours in China, denser around the launch."""
    first = max(period.start, period.launch - CAMPAIGN_DAYS_BEFORE * DAY_S)
    last = min(period.end - DAY_S, period.launch + CAMPAIGN_DAYS_AFTER * DAY_S)
    spread = rng.normal(period.launch + DAY_S, 5 * DAY_S, count)
    even = rng.uniform(first, last, count)
    day = np.clip(np.where(rng.random(count) < 0.5, spread, even), first, last) // DAY_S
    return np.sort(day * DAY_S + (rng.uniform(9, 20, count) - ZONE_H[WEIBO]) * HOUR_S)


def _carry_out(
    ring: int, desk: Reals, members: Ints, how: Evasion, rng: np.random.Generator
) -> Orders:
    """Draw who carries out which order, and when; members differ in zeal."""
    sharpness = 6.0
    zeal = rng.beta(
        how.participation * sharpness, (1 - how.participation) * sharpness, len(members)
    )
    acts = rng.random((len(desk), len(members))) < zeal
    # who does next to nothing is not paid for long: everybody has a few orders to show
    effort = np.argsort(rng.random(acts.shape), axis=0) < FEWEST_ORDERS
    acts |= effort & (acts.sum(axis=0) < FEWEST_ORDERS)
    number, member = np.nonzero(acts)
    at = desk[number] + lag(how.lag_s, how.lag_spread, len(number), rng)
    return Orders(ring, number, members[member], at, desk)


def _spread_black_manuscripts(scene: Scene, orders: Orders) -> None:
    """Spun Chinese texts under the campaign's hashtags and under the launch's own."""
    tags = np.array([scene.world.tag(t, WEIBO) for t in ("brakes", "refund", "launch", "maker")])
    scene.ledger.add(
        orders.at,
        orders.account,
        Kind.ORIGINAL,
        Voice.MANUSCRIPT,
        subject=orders.number // COPIES_PER_MANUSCRIPT,
        tags=(
            _some(tags[orders.number % 2], 0.8, scene.rng),
            _some(tags[2 + orders.number // 2 % 2], 0.4, scene.rng),
        ),
        order=scene.order_of(orders),
    )


def _compare_falsely(scene: Scene, orders: Orders) -> None:
    """English "reviews": a few pages, linked again and again with spun praise of the rival."""
    rng, pages = scene.rng, scene.world.reviews
    chosen = rng.integers(0, len(pages), len(orders.desk))
    scene.ledger.add(
        orders.at,
        orders.account,
        Kind.ORIGINAL,
        Voice.COMPARISON,
        subject=orders.number,
        tags=(_some(np.full(len(orders.at), scene.world.tag("versus", X)), 0.5, rng),),
        url=_some(pages[chosen[orders.number]], 0.9, rng),
        order=scene.order_of(orders),
    )


def _boost_paid_posts(scene: Scene, orders: Orders) -> Ints:
    """Reposts that lift the posts of bought authors, and sometimes an angry customer's post."""
    rng, people = scene.rng, scene.people
    crowd = people.organic_on[WEIBO]
    famous = crowd[np.argsort(people.followers[crowd])[-20:]]
    authors = rng.choice(famous, PAID_AUTHORS, replace=False)
    paid = scene.ledger.add(
        orders.desk - rng.uniform(0.2, 3, len(orders.desk)) * HOUR_S,
        rng.choice(authors, len(orders.desk)),
        Kind.ORIGINAL,
        Voice.CRITIC,
        field=rng.integers(0, FIELDS, len(orders.desk)),
        tags=(scene.world.tag("launch", WEIBO),),
    )
    found = _before(scene, scene.stage.criticism[WEIBO], orders.desk)
    target = np.where((rng.random(len(paid)) < 0.25) & (found != NONE), found, paid)
    scene.ledger.add(
        orders.at,
        orders.account,
        Kind.REPOST,
        np.where(rng.random(len(orders.at)) < 0.6, Voice.SILENT, Voice.COMMENT),
        target=target[orders.number],
        field=rng.integers(0, FIELDS, len(orders.at)),
        order=scene.order_of(orders),
    )
    return authors


def _swarm_under_posts(scene: Scene, orders: Orders) -> None:
    """Hostile replies under what the car maker says."""
    target = _before(scene, scene.stage.official["maker", X], orders.desk)
    there = target[orders.number] != NONE
    scene.ledger.add(
        orders.at[there],
        orders.account[there],
        Kind.REPLY,
        Voice.SWARM,
        target=target[orders.number[there]],
        subject=orders.number[there],
        order=scene.order_of(orders)[there],
    )


def _set_fans_on_each_other(scene: Scene, orders: Orders) -> None:
    """Members in the colours of both clubs: one side insults, the other repeats the insult.

    Half of the orders are spun insults under a club's hashtag and a war cry; in the other half one
    member's insult is reposted by the rest, on each platform.
    """
    rng, world = scene.rng, scene.world
    platform = scene.platform(orders)
    side = orders.account % 2
    clubs = np.array([world.named["clubA"], world.named["clubB"]])
    cries = np.array([world.named["war"], world.named["war2"]])
    shout = orders.number % 2 == 0
    scene.ledger.add(
        orders.at[shout],
        orders.account[shout],
        Kind.ORIGINAL,
        Voice.PROVOKE,
        subject=orders.number[shout],
        tags=(
            clubs[side[shout]] + platform[shout],
            _some(cries[orders.number[shout] // 2 % 2] + platform[shout], 0.7, rng),
        ),
        order=scene.order_of(orders)[shout],
    )
    _repost_each_others(scene, orders, ~shout, platform)


def _repost_each_others(scene: Scene, orders: Orders, which: Flags, platform: Ints) -> None:
    """Let the first member of each order and platform write, and the others repost that."""
    world = scene.world
    entry = np.flatnonzero(which)
    entry = entry[np.lexsort((orders.at[entry], platform[entry], orders.number[entry]))]
    group = orders.number[entry] * 2 + platform[entry]
    _, first, member_of = np.unique(group, return_index=True, return_inverse=True)
    lead = entry[first]
    rows = scene.ledger.add(
        orders.at[lead],
        orders.account[lead],
        Kind.ORIGINAL,
        Voice.PROVOKE,
        subject=orders.number[lead],
        tags=(world.named["clubA"] + platform[lead],),
        order=scene.order_of(orders)[lead],
    )
    rest = np.ones(len(entry), dtype=np.bool_)
    rest[first] = False
    follow = entry[rest]
    scene.ledger.add(
        orders.at[follow],
        orders.account[follow],
        Kind.REPOST,
        np.where(scene.rng.random(len(follow)) < 0.7, Voice.SILENT, Voice.COMMENT),
        target=rows[member_of[rest]],
        field=scene.rng.integers(0, FIELDS, len(follow)),
        order=scene.order_of(orders)[follow],
    )


def _leak_in_a_small_circle(scene: Scene, orders: Orders) -> None:
    """A handful of accounts: one page of "documents" per order, or a member's post reposted."""
    platform = scene.platform(orders)
    link = orders.number % 2 == 0
    pages = scene.world.decoys
    scene.ledger.add(
        orders.at[link],
        orders.account[link],
        Kind.ORIGINAL,
        Voice.DECOY,
        subject=orders.number[link],
        url=pages[orders.number[link] % len(pages)],
        order=scene.order_of(orders)[link],
    )
    _repost_each_others(scene, orders, ~link, platform)


TRADES: dict[str, Callable[[Scene, Orders], Ints | None]] = {
    "manuscript-zh": _spread_black_manuscripts,
    "comparison-en": _compare_falsely,
    "boost": _boost_paid_posts,
    "reply-swarm": _swarm_under_posts,
    "division": _set_fans_on_each_other,
    "small": _leak_in_a_small_circle,
}


def _some(values: Ints, share: float, rng: np.random.Generator) -> Ints:
    """Keep each value with this probability, NONE otherwise."""
    return np.where(rng.random(len(values)) < share, values, NONE)


def _before(scene: Scene, posts: Ints, moments: Reals) -> Ints:
    """Return for each moment one of the five latest of these posts before it, NONE without any."""
    at = scene.ledger.column("at", posts)
    posts = posts[np.argsort(at, kind="stable")]
    place = np.searchsorted(np.sort(at), moments) - 1 - scene.rng.integers(0, 5, len(moments))
    return np.where(place >= 0, posts[np.maximum(place, 0)], NONE)
