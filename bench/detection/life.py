"""Organic life: who is busy, what is popular, what people of one topic have in common.

Everybody takes part in it: organic accounts, fans, and members of rings as camouflage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bench.detection.clock import DAY_S, DAYS, END, HOUR_S, START, lag, waking_times
from bench.detection.ledger import BLUESKY, NONE, PLATFORMS, WEIBO, Ints, Ledger, Reals, X
from bench.detection.words import Words, joined, new_words

TOPICS, TOPIC_TAGS, TOPIC_URLS = 40, 40, 300
SITES = 200
HOMOPHILY = 0.7
SHARES = (0.45, 0.45, 0.10)  # of the accounts on each platform
VIRAL_TEXTS, BRANDS = 60, 30
KINDS = {"repost": 0.32, "reply": 0.10, "viral": 0.02, "share": 0.04, "brand": 0.04, "own": 0.48}
"""Share of each kind of organic post."""


@dataclass(frozen=True, slots=True)
class Popular:
    """Posts that people pass on and answer, by platform.

    Attributes:
        target: Their codes.
        born: When each was written.
        upto: Cumulative popularity.
    """

    target: Ints
    born: Reals
    upto: Reals

    def draw(self, count: int, rng: np.random.Generator) -> Ints:
        """Draw places among them, the popular ones more often."""
        if self.target.size == 0:
            raise ValueError("nothing is popular on this platform")
        return np.searchsorted(self.upto, rng.random(count) * self.upto[-1])


@dataclass(frozen=True, slots=True)
class Life:
    """What organic posts are drawn from."""

    ledger: Ledger
    words: Words
    rng: np.random.Generator
    people: Ints
    topic: Ints
    busy: Reals
    popular: tuple[Popular, ...]
    tags: Ints
    tag_peak: Reals
    urls: Ints
    url_born: Reals
    viral: pa.Array
    viral_at: Reals
    brands: Ints

    def someone(self, count: int) -> Ints:
        """Draw organic accounts, the busy ones more often."""
        upto = np.cumsum(self.busy)
        return self.people[np.searchsorted(upto, self.rng.random(count) * upto[-1])]

    def crowd(self, count: int, platform: int | None = None) -> Ints:
        """Draw different organic accounts, each as likely; of one platform, if it is given."""
        among = self.people
        if platform is not None:
            among = among[self.platform_of(among) == platform]
        return self.rng.choice(among, min(count, among.size), replace=False)

    def platform_of(self, account: Ints) -> Ints:
        """Return the platform of each account."""
        return self.ledger.account_platforms()[account]

    def topics(self, account: Ints) -> Ints:
        """Draw a topic for each post: mostly the account's own."""
        mine = self.topic[account % self.topic.size]
        return np.where(
            self.rng.random(account.size) < HOMOPHILY,
            mine,
            self.rng.integers(0, TOPICS, account.size),
        )

    def repost(self, account: Ints, *, reply: bool = False) -> None:
        """Pass on, or answer, what is popular on the platform of each account."""
        platform = self.platform_of(account)
        for where in range(len(PLATFORMS)):
            mine = account[platform == where]
            if mine.size == 0 or self.popular[where].target.size == 0:
                continue
            place = self.popular[where].draw(mine.size, self.rng)
            at = self.popular[where].born[place] + lag(5 * HOUR_S, 1.3, mine.size, self.rng)
            target = self.popular[where].target[place]
            inside = at < END
            mine, at, target = mine[inside], at[inside], target[inside]
            says = reply or where == WEIBO
            text = self.words.chatter(np.full(mine.size, where), self.rng) if says else None
            if text is not None and not reply:
                silent = self.rng.random(mine.size) < 0.6
                text = pa.array(np.where(silent, None, text.to_numpy(zero_copy_only=False)))
            self.ledger.add(mine, at, text, **{"reply" if reply else "repost": target})

    def share(self, account: Ints) -> None:
        """Share an article by a button that writes the text."""
        at, _, url = self._item(account)
        headline = self.headlines(url, account)
        frame = pa.array(
            np.where(
                self._chinese(account),
                "我在阅读客户端分享了文章",
                "I just shared an article via NewsReader",
            )
        )
        self.ledger.add(account, at, joined(frame, headline), url=url)

    def headlines(self, url: Ints, account: Ints) -> pa.Array:
        """Return the headline of each page: the same words whoever shares it."""
        steps = np.arange(9)
        codes = (url[:, np.newaxis] * 7919 + steps * 104_729 + steps**2 * 31) % 6000
        return self.words.write(codes, self.platform_of(account))

    def own(self, account: Ints) -> None:
        """Write something of one's own, with hashtags or a link of a topic, or with none."""
        at, tag, url = self._item(account)
        sort = self.rng.random(account.size)
        plain = sort < 0.35
        link = (sort >= 0.35) & (sort < 0.6)
        at = np.where(plain, waking_times(account.size, self.rng), at)
        self.ledger.add(
            account,
            at,
            self.words.chatter(self.platform_of(account), self.rng),
            tags=tuple(np.where(plain | link, NONE, column) for column in tag),
            url=np.where(link, url, NONE),
        )

    def live(self, count: int, who: Ints | None = None) -> None:
        """Write about `count` everyday posts of all kinds, or those of `who`, one each."""
        who = self.someone(count) if who is None else who
        shares = np.array(list(KINDS.values()))
        kind = self.rng.choice(len(KINDS), who.size, p=shares / shares.sum())
        groups = {name: who[kind == place] for place, name in enumerate(KINDS)}
        self.repost(groups["repost"])
        self.repost(groups["reply"], reply=True)
        self.share(groups["share"])
        self.own(groups["own"])
        self._copy(groups["viral"])
        self._complain(groups["brand"])

    def _copy(self, account: Ints) -> None:
        place = self.rng.integers(0, VIRAL_TEXTS, account.size)
        at = self.viral_at[place] + lag(5 * HOUR_S, 1.3, account.size, self.rng)
        self.ledger.add(account, at, self.viral.take(pa.array(place)))

    def _complain(self, account: Ints) -> None:
        brand = self.brands[self.rng.integers(0, BRANDS, account.size)]
        text = self.words.chatter(self.platform_of(account), self.rng)
        self.ledger.add(account, waking_times(account.size, self.rng), text, mention=brand)

    def _item(self, account: Ints) -> tuple[Reals, tuple[Ints, ...], Ints]:
        """Draw hashtags and a link of a topic for each post, and when they are in the air."""
        n, rng = account.size, self.rng
        topic = self.topics(account)
        one, two = (zipf(TOPIC_TAGS, 1.1, n, rng) for _ in range(2))
        page = zipf(TOPIC_URLS, 1.0, n, rng)
        peak = self.tag_peak[topic, one] + lag(8 * HOUR_S, 1.2, n, rng)
        news = self.url_born[topic, page] + lag(6 * HOUR_S, 1.3, n, rng)
        at = np.where(
            rng.random(n) < 0.4, news, np.where(rng.random(n) < 0.6, peak, waking_times(n, rng))
        )
        second = np.where((rng.random(n) < 0.5) & (one != two), self.tags[topic, two], NONE)
        return np.minimum(at, END - 1), (self.tags[topic, one], second), self.urls[topic, page]

    def _chinese(self, account: Ints) -> np.ndarray:
        return self.platform_of(account) == WEIBO


def zipf(among: int, power: float, count: int, rng: np.random.Generator) -> Ints:
    """Draw places 0..among-1 by Zipf's law."""
    upto = np.cumsum(1 / np.arange(1, among + 1) ** power)
    return np.searchsorted(upto, rng.random(count) * upto[-1])


def new_people(ledger: Ledger, count: int, rng: np.random.Generator) -> Ints:
    """Invent organic accounts on all platforms."""
    return ledger.new_accounts(rng.choice([WEIBO, X, BLUESKY], count, p=SHARES))


def new_popular(
    ledger: Ledger, people: Ints, words: Words, count: int, rng: np.random.Generator
) -> tuple[Popular, ...]:
    """Have organic accounts write posts that will be popular, on each platform."""
    platform = ledger.account_platforms()
    made: list[Popular] = []
    for where in range(len(PLATFORMS)):
        among = people[platform[people] == where]
        number = int(count * SHARES[where]) if among.size else 0
        target = ledger.new_targets(where, number)
        born = waking_times(number, rng)
        if number:
            text = words.chatter(np.full(number, where), rng)
            ledger.add(rng.choice(among, number), born, text, own=target)
        made.append(Popular(target, born, np.cumsum(1 / (np.arange(number) + 3.0))))
    return tuple(made)


def new_life(
    ledger: Ledger,
    people: Ints,
    popular: tuple[Popular, ...] | None,
    posts: int,
    rng: np.random.Generator,
) -> Life:
    """Invent a world for these people; `popular` None: what is popular is invented, too."""
    words = new_words(rng)
    if popular is None:
        popular = new_popular(ledger, people, words, max(30, posts // 40), rng)
    tags = [f"topic{k}n{i}" for k in range(TOPICS) for i in range(TOPIC_TAGS)]
    urls = [
        f"https://news{(k * 7 + i) % SITES}.example.com/{k}/{i}"
        for k in range(TOPICS)
        for i in range(TOPIC_URLS)
    ]
    platform = ledger.account_platforms()
    viral_on = rng.integers(0, 2, VIRAL_TEXTS)
    return Life(
        ledger=ledger,
        words=words,
        rng=rng,
        people=people,
        topic=rng.integers(0, TOPICS, platform.size),
        busy=np.minimum(rng.pareto(1.3, people.size) + 1, 0.01 * people.size + 20),
        popular=popular,
        tags=ledger.new_tags(tags).reshape(TOPICS, TOPIC_TAGS),
        tag_peak=START + rng.random((TOPICS, TOPIC_TAGS)) * DAYS * DAY_S,
        urls=ledger.new_urls(urls).reshape(TOPICS, TOPIC_URLS),
        url_born=START + rng.random((TOPICS, TOPIC_URLS)) * DAYS * DAY_S,
        viral=words.chatter(viral_on, rng),
        viral_at=START + rng.random(VIRAL_TEXTS) * DAYS * DAY_S,
        brands=ledger.new_accounts(rng.integers(0, 2, BRANDS)),
    )
