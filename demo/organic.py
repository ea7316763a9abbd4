"""Everyday life: posts on topics, reposts of what is popular, replies, shared articles.

Activity follows Zipf's law, people keep to their topics, to waking hours and to what is popular.
Members of rings take part like everyone else, as often as their camouflage asks.
"""

from __future__ import annotations

import numpy as np

from demo.clock import HOUR_S, Period, after_sleep, lag, waking_times
from demo.ledger import NONE, Ints, Kind, Ledger, Reals
from demo.options import CampaignOptions
from demo.people import People
from demo.voices import Voice
from demo.world import ARTICLES_PER_TOPIC, FIELDS, PLATFORMS, TAGS_PER_TOPIC, World

ORIGINALS, REPOSTS, REPLIES = 0.42, 0.36, 0.13  # the rest shares articles
HOMOPHILY = 0.7
ACCOUNTS_PER_VIRAL_TEXT = 1000
SIGNERS = 0.03  # share of the organic accounts that sign each petition


def live(
    ledger: Ledger,
    world: World,
    people: People,
    period: Period,
    options: CampaignOptions,
    rng: np.random.Generator,
) -> None:
    """Write everyday posts into the ledger."""
    share = people.activity / people.activity.sum()
    total = int(options.posts_per_account * people.activity.sum())
    counts = (np.array([ORIGINALS, REPOSTS, REPLIES]) * total).astype(np.int64)
    draw = _Draw(world, people, period, share, rng)
    originals = _originals(ledger, draw, int(counts[0]))
    board = Board.of(ledger, people, originals, rng)
    for count, kind in ((int(counts[1]), Kind.REPOST), (int(counts[2]), Kind.REPLY)):
        respond(ledger, board, draw.accounts(count), draw, kind)
    _shares(ledger, draw, total - int(counts.sum()))


class _Draw:
    """Random choices that all kinds of posts make alike."""

    def __init__(
        self,
        world: World,
        people: People,
        period: Period,
        share: Reals,
        rng: np.random.Generator,
    ) -> None:
        self.world, self.people, self.period, self.rng = world, people, period, rng
        self._upto = np.cumsum(share)

    def accounts(self, count: int) -> Ints:
        """Draw accounts, the busy ones more often."""
        found = np.searchsorted(self._upto, self.rng.random(count) * self._upto[-1], "right")
        return np.minimum(found, len(self._upto) - 1)

    def topics(self, account: Ints) -> Ints:
        """Draw topics: mostly the account's own."""
        other = self.rng.integers(0, self.world.topics, len(account))
        own = self.rng.random(len(account)) < HOMOPHILY
        return np.where(own, self.people.topic[account], other)

    def places(self, count: int, among: int) -> Ints:
        """Draw places of popularity, 0 the most popular, by Zipf's law with exponent 1."""
        weights = 1 / np.arange(1, among + 1)
        return self.rng.choice(among, count, p=weights / weights.sum())

    def tags(self, topic: Ints, platform: Ints, chance: float) -> Ints:
        """Draw a hashtag of the topic for some rows, NONE for the others."""
        tag = self.world.topic_tag(topic, platform, self.places(len(topic), TAGS_PER_TOPIC))
        return np.where(self.rng.random(len(topic)) < chance, tag, NONE)


def _originals(ledger: Ledger, draw: _Draw, count: int) -> Ints:
    account = draw.accounts(count)
    platform = draw.people.platform[account]
    topic = draw.topics(account)
    first = draw.tags(topic, platform, 0.38)
    second = np.where(first != NONE, draw.tags(topic, platform, 0.3), NONE)
    second = np.where(second == first, NONE, second)
    return ledger.add(
        waking_times(draw.period, platform, draw.rng),
        account,
        Kind.ORIGINAL,
        Voice.CHAT,
        subject=topic,
        field=topic % FIELDS,
        tags=(first, second),
    )


def _shares(ledger: Ledger, draw: _Draw, count: int) -> None:
    """Articles of a topic, mostly within hours of their appearance; half by a share button."""
    rng = draw.rng
    account = draw.accounts(count)
    platform = draw.people.platform[account]
    topic = draw.topics(account)
    article = draw.world.article(topic, platform, draw.places(count, ARTICLES_PER_TOPIC))
    at = draw.world.article_at[article] + lag(5 * HOUR_S, 1.3, count, rng)
    voice = rng.choice([Voice.SHARE, Voice.HEADLINE, Voice.CHAT], count, p=[0.5, 0.25, 0.25])
    ledger.add(
        after_sleep(at, platform, rng),
        account,
        Kind.ORIGINAL,
        voice,
        subject=article,
        field=topic % FIELDS,
        tags=(draw.tags(topic, platform, 0.15),),
        url=article,
    )


class Board:
    """Posts that can be reposted or answered, by topic and platform, with their popularity."""

    def __init__(self, rows: Ints, group: Ints, weight: Reals, at: Ints) -> None:
        order = np.argsort(group, kind="stable")
        self.rows, self.at = rows[order], at[order]
        self._group = group[order]
        self._upto = np.concatenate([[0.0], np.cumsum(weight[order])])

    @classmethod
    def of(cls, ledger: Ledger, people: People, rows: Ints, rng: np.random.Generator) -> Board:
        """Make a board of these posts; popularity is heavy-tailed and grows with followers."""
        account = ledger.column("account", rows)
        group = ledger.column("subject", rows) * len(PLATFORMS) + people.platform[account]
        weight = np.sqrt(people.followers[account] + 1.0) * (rng.pareto(1.1, len(rows)) + 0.05)
        return cls(rows, group, weight, ledger.column("at", rows))

    def pick(self, group: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
        """Draw a post of each group by popularity. Returns (positions, where there was one)."""
        low = np.searchsorted(self._group, group, "left")
        high = np.searchsorted(self._group, group, "right")
        there = np.flatnonzero(high > low)
        start, end = self._upto[low[there]], self._upto[high[there]]
        drawn = start + rng.random(len(there)) * (end - start)
        found = np.searchsorted(self._upto, drawn, "right") - 1
        return np.clip(found, low[there], high[there] - 1), there


def respond(ledger: Ledger, board: Board, account: Ints, draw: _Draw, kind: Kind) -> None:
    """Let these accounts repost or answer what is popular in topics of theirs."""
    rng = draw.rng
    topic = draw.topics(account)
    platform = draw.people.platform[account]
    found, there = board.pick(topic * len(PLATFORMS) + platform, rng)
    account, topic, platform = account[there], topic[there], platform[there]
    at = board.at[found] + lag(3 * HOUR_S, 1.5, len(found), rng)
    if kind is Kind.REPOST:
        voice = np.where(rng.random(len(found)) < 0.6, Voice.SILENT, Voice.COMMENT)
    else:
        voice = np.full(len(found), Voice.REPLY)
    ledger.add(
        after_sleep(at, platform, rng),
        account,
        kind,
        voice,
        target=board.rows[found],
        subject=topic,
        field=topic % FIELDS,
    )


def spread_copies(
    ledger: Ledger,
    world: World,
    people: People,
    period: Period,
    rng: np.random.Generator,
) -> dict[str, Ints]:
    """Let viral texts go round by copying, and petitions with a template.

    Returns:
        Accounts by kind of hard negative: "petition".
    """
    signers: list[Ints] = []
    for platform, everyone in enumerate(people.organic_on):
        for text in range(max(3, len(everyone) // ACCOUNTS_PER_VIRAL_TEXT)):
            who = rng.choice(everyone, max(5, int(len(everyone) * rng.uniform(0.004, 0.03))))
            at = rng.integers(period.start, period.end) + lag(6 * HOUR_S, 1.3, len(who), rng)
            ledger.add(
                after_sleep(at, np.full(len(who), platform), rng),
                who,
                Kind.ORIGINAL,
                Voice.VIRAL,
                subject=text,
                field=text % FIELDS,
            )
        for number, page in enumerate(world.petitions):
            who = rng.choice(everyone, max(5, int(len(everyone) * SIGNERS)), replace=False)
            at = rng.integers(period.start, period.end - 5 * 86400)
            ledger.add(
                after_sleep(
                    at + rng.gamma(1.5, 20 * HOUR_S, len(who)), np.full(len(who), platform), rng
                ),
                who,
                Kind.ORIGINAL,
                Voice.PETITION,
                subject=number,
                field=number,
                tags=(world.tag("petition", platform),),
                url=page,
            )
            signers.append(who)
    return {"petition": np.unique(np.concatenate(signers))}
