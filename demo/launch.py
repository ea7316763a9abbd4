"""The news cycle around the new car, as it would be without any campaign: praise, anger, fans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.clock import DAY_S, HOUR_S, Period, after_sleep, lag, waking_times
from demo.ledger import NONE, Ints, Kind, Ledger, Reals
from demo.people import OFFICIALS, People
from demo.voices import Voice
from demo.world import FIELDS, World

TALKERS = 0.3  # share of the organic accounts with something to say about the car
CRITICS = 0.04  # share that has trouble with it; some come back to it again and again
CRITIC = 4  # complaints from which an account counts as a hard negative
CLUB_AUDIENCE = 0.12  # share of the organic accounts that follow each club
POSTS_A_DAY = 1.3  # of each official account
FAN, SUPERFAN = 0.15, 0.5  # devotion from which an account counts as a hard negative

_SPEECH = {
    "maker": (Voice.ANNOUNCE, Voice.CLUBSLOGAN, "clubA", "maker"),
    "rival": (Voice.RIVALANNOUNCE, Voice.RIVALSLOGAN, "clubB", "rival"),
    "idol": (Voice.IDOLANNOUNCE, Voice.SLOGAN, "clubC", "clubC"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What happened on the stage that everybody looks at.

    Attributes:
        official: (who, platform) -> rows of that official account's posts.
        criticism: platform -> rows of organic posts that complain about the car.
        hard: Accounts that look like members of a ring and are none, by kind.
    """

    official: dict[tuple[str, int], Ints]
    criticism: tuple[Ints, Ints]
    hard: dict[str, Ints]


def perform(
    ledger: Ledger, world: World, people: People, period: Period, rng: np.random.Generator
) -> Stage:
    """Write the posts of officials, customers, critics and fans into the ledger."""
    official = {
        (who, platform): _announce(ledger, world, people, period, who, platform, rng)
        for who in OFFICIALS
        for platform in (0, 1)
    }
    hard: dict[str, list[Ints]] = {"fan": [], "superfan": [], "critic": []}
    criticism: list[Ints] = []
    for platform, everyone in enumerate(people.organic_on):
        criticism.append(_talk(ledger, world, people, period, everyone, rng))
        critics = rng.choice(everyone, max(3, int(CRITICS * len(everyone))), replace=False)
        # as all that people do, complaints are heavy-tailed: mostly one, from some very many
        zeal = np.minimum(60, 1 + rng.pareto(1.3, len(critics)) * 1.5).astype(np.int64)
        hard["critic"].append(critics[zeal >= CRITIC])
        angry = np.repeat(critics, zeal)
        _complain(ledger, world, angry, platform, official["maker", platform], period, rng)
        _answer(ledger, people, everyone, official["maker", platform], rng)
        for who in OFFICIALS:
            devoted, superfans = _follow(
                ledger, world, everyone, platform, who, official[who, platform], rng
            )
            hard["fan"].append(devoted)
            hard["superfan"].append(superfans)
    return Stage(
        official,
        (criticism[0], criticism[1]),
        {kind: np.unique(np.concatenate(found)) for kind, found in hard.items()},
    )


def _announce(
    ledger: Ledger,
    world: World,
    people: People,
    period: Period,
    who: str,
    platform: int,
    rng: np.random.Generator,
) -> Ints:
    """Write what an official account says: a little every day, and the launch itself."""
    voice, _, _, tag = _SPEECH[who]
    count = int((period.end - period.start) / DAY_S * POSTS_A_DAY)
    at = waking_times(period, np.full(count, platform), rng, around_launch=0.25)
    at = np.append(at, period.launch)
    tags = np.where(rng.random(count + 1) < 0.6, world.tag(tag, platform), NONE)
    return ledger.add(
        at,
        people.official(who, platform),
        Kind.ORIGINAL,
        voice,
        field=rng.integers(0, FIELDS, count + 1),
        tags=(tags,),
    )


def _talk(
    ledger: Ledger,
    world: World,
    people: People,
    period: Period,
    everyone: Ints,
    rng: np.random.Generator,
) -> Ints:
    """Write what customers say about the car, most of it near the launch. Returns complaints."""
    who = everyone[rng.random(len(everyone)) < TALKERS]
    who = np.repeat(who, rng.geometric(0.6, len(who)))
    platform = people.platform[who]
    angry = rng.random(len(who)) < 0.45
    tag = np.where(angry & (rng.random(len(who)) < 0.3), world.named["versus"], NONE)
    tag = np.where(rng.random(len(who)) < 0.5, world.named["launch"], tag)
    rows = ledger.add(
        waking_times(period, platform, rng, around_launch=0.7),
        who,
        Kind.ORIGINAL,
        np.where(angry, Voice.CRITIC, Voice.PRAISE),
        field=people.topic[who] % FIELDS,
        tags=(np.where(tag == NONE, NONE, tag + platform),),
    )
    return rows[angry]


def _complain(
    ledger: Ledger,
    world: World,
    who: Ints,
    platform: int,
    posts: Ints,
    period: Period,
    rng: np.random.Generator,
) -> None:
    """Write the complaints of customers with real trouble: for weeks after the launch.

    Each entry of `who` is one complaint: a post under a hashtag, or a reply to the maker.
    """
    tags = np.array([world.tag(t, platform) for t in ("brakes", "refund", "maker")])
    at = period.launch + rng.gamma(1.6, 5 * DAY_S, len(who))
    field = rng.integers(0, FIELDS, len(who))
    reply = rng.random(len(who)) < 0.5
    post = ~reply
    ledger.add(
        after_sleep(at, np.full(len(who), platform), rng)[post],
        who[post],
        Kind.ORIGINAL,
        Voice.CRITIC,
        field=field[post],
        tags=(rng.choice(tags, int(post.sum())),),
    )
    target = rng.choice(posts, int(reply.sum()))
    ledger.add(
        ledger.column("at", target) + lag(2 * HOUR_S, 1.2, len(target), rng),
        who[reply],
        Kind.REPLY,
        Voice.CRITIC,
        target=target,
        field=field[reply],
    )


def _answer(
    ledger: Ledger, people: People, everyone: Ints, posts: Ints, rng: np.random.Generator
) -> None:
    """Write the replies of passers-by under the maker's posts; a few posts draw most of them."""
    weight = rng.pareto(1.1, len(posts)) + 0.1
    who = rng.choice(everyone, len(everyone) // 4)
    target = rng.choice(posts, len(who), p=weight / weight.sum())
    ledger.add(
        ledger.column("at", target) + lag(1.5 * HOUR_S, 1.4, len(who), rng),
        who,
        Kind.REPLY,
        rng.choice([Voice.REPLY, Voice.PRAISE, Voice.CRITIC], len(who), p=[0.6, 0.2, 0.2]),
        target=target,
        field=people.topic[who] % FIELDS,
    )


def _follow(
    ledger: Ledger,
    world: World,
    everyone: Ints,
    platform: int,
    who: str,
    posts: Ints,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Write reposts and slogans of a fan community: devotion is heavy-tailed.

    Returns:
        Fans, and superfans, who repost nearly everything within minutes.
    """
    _, slogan, club_tag, _ = _SPEECH[who]
    audience = rng.choice(everyone, max(10, int(CLUB_AUDIENCE * len(everyone))), replace=False)
    devotion = np.minimum(0.95, 0.012 * (rng.pareto(0.9, len(audience)) + 1))
    fan, post = np.nonzero(rng.random((len(audience), len(posts))) < devotion[:, None])
    median: Reals = np.where(devotion >= SUPERFAN, 240.0, np.where(devotion >= FAN, 900.0, 7200.0))
    at = ledger.column("at", posts[post]) + lag(median[fan], 1.1, len(fan), rng)
    chant = rng.random(len(fan)) < 0.3
    calm = ~chant
    slow = devotion[fan] < FAN
    at = np.where(slow, after_sleep(at, np.full(len(fan), platform), rng), at)
    ledger.add(
        at[calm],
        audience[fan[calm]],
        Kind.REPOST,
        np.where(rng.random(int(calm.sum())) < 0.5, Voice.SILENT, slogan),
        target=posts[post[calm]],
        field=rng.integers(0, FIELDS, int(calm.sum())),
    )
    ledger.add(
        at[chant],
        audience[fan[chant]],
        Kind.ORIGINAL,
        slogan,
        subject=post[chant],
        field=rng.integers(0, FIELDS, int(chant.sum())),
        tags=(world.tag(club_tag, platform),),
    )
    superfans = audience[devotion >= SUPERFAN]
    return audience[(devotion >= FAN) & (devotion < SUPERFAN)], superfans
