"""Harmless company: accounts that look like a ring and are none. Each kind is counted apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from bench.detection.clock import DAY_S, DAYS, END, HOUR_S, START, lag, waking_times
from bench.detection.ledger import WEIBO, Ints, X
from bench.detection.life import Life, zipf
from bench.detection.words import joined

DEVOTED = 0.1
"""Who takes part in more than this share of a club's posts is a devoted fan."""
SUPER = 0.5
"""Who takes part in more than this share is a superfan as well."""
CLUB_SHARE = 0.15
"""Audience of a club as a share of the organic accounts."""
CLUB_POSTS = 45
HOT_SHARE = 0.3
DESKS, CLIENTS, WIRE = 3, 20, 120
OWNERS, PAGES, ISSUES = 2, 8, 40
PETITIONS = 3
VIRAL_SHARE = 0.2

Marked = dict[str, Ints]
"""Kind -> accounts."""


def mingle(life: Life, kinds: tuple[str, ...], hot_tag: Ints) -> Marked:
    """Write what these kinds post; return who they are."""
    marked: Marked = {}
    for kind in kinds:
        for name, found in NEGATIVES[kind](life, hot_tag).items():
            marked[name] = np.union1d(marked.get(name, found), found)
    return marked


def _audience(life: Life, platform: int, least: float, tail: float) -> tuple[Ints, np.ndarray]:
    """Return an audience, and how devoted each is: heavy-tailed."""
    platform = _home(life, platform)
    size = max(200, int(CLUB_SHARE * life.people.size))
    fans = life.crowd(size, platform)
    return fans, np.minimum(0.95, least * (1 + life.rng.pareto(tail, fans.size)))


def _devoted(kind: str, fans: Ints, devotion: np.ndarray) -> Marked:
    """Return the devoted fans of a kind, and the superfans among them."""
    return {kind: fans[devotion > DEVOTED], "superfans": fans[devotion > SUPER]}


def _home(life: Life, platform: int) -> int:
    """Return the platform, or where most people are if nobody is there."""
    people = np.bincount(life.platform_of(life.people), minlength=platform + 1)
    return platform if people[platform] else int(people.argmax())


def _came(devotion: np.ndarray, posts: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return (post, fan) of each time that one came."""
    return np.nonzero(rng.random((posts, devotion.size)) < devotion)


def _fans(life: Life, hot_tag: Ints) -> Marked:
    """Heavy-tailed devotion: they repost what their idol writes, within hours."""
    del hot_tag
    return _club("fans", life, WEIBO, 0.01, 1.0, (4 * HOUR_S, 4 * HOUR_S, 4 * HOUR_S))


def _quick_fans(life: Life, hot_tag: Ints) -> Marked:
    """The more devoted, the quicker: within minutes."""
    del hot_tag
    return _club("quick-fans", life, X, 0.006, 0.8, (5400, 600, 240))


def _club(
    kind: str,
    life: Life,
    platform: int,
    least: float,
    tail: float,
    haste: tuple[float, float, float],
) -> Marked:
    rng = life.rng
    fans, devotion = _audience(life, platform, least, tail)
    post, who = _came(devotion, CLUB_POSTS, rng)
    born = waking_times(CLUB_POSTS, rng)
    median = np.select([devotion > 0.3, devotion > DEVOTED], haste[:0:-1], haste[0])
    at = born[post] + rng.lognormal(np.log(median[who]), 1.1)
    target = life.ledger.new_targets(_home(life, platform), CLUB_POSTS)
    kept = at < END
    life.ledger.add(fans[who][kept], at[kept], repost=target[post][kept])
    return _devoted(kind, fans, devotion)


def _slogan_fans(life: Life, hot_tag: Ints) -> Marked:
    """They copy the slogans of their club under its hashtag, most devoted first."""
    del hot_tag
    rng = life.rng
    fans, devotion = _audience(life, WEIBO, 0.006, 0.8)
    occasion, who = _came(devotion, CLUB_POSTS, rng)
    at = waking_times(CLUB_POSTS, rng)[occasion] + rng.lognormal(np.log(1800), 1.2, who.size)
    kept = at < END
    occasion, who, at = occasion[kept], who[kept], at[kept]
    slogans = life.words.chatter(np.full(5, _home(life, WEIBO)), rng)
    tag = life.ledger.new_tags([f"club{len(life.ledger.urls)}"])
    life.ledger.add(
        fans[who],
        at,
        slogans.take(pa.array(rng.integers(0, 5, who.size))),
        tags=(np.full(who.size, tag[0]),),
    )
    return _devoted("slogan-fans", fans, devotion)


def _regulars(life: Life, hot_tag: Ints) -> Marked:
    """A hashtag with a loyal heavy-tailed audience and peaks: the one that rings may flood."""
    rng = life.rng
    crowd = life.crowd(int(HOT_SHARE * life.people.size))
    busy = np.minimum(rng.pareto(1.1, crowd.size) + 1, 400)
    who = rng.choice(crowd.size, int(1.6 * crowd.size), p=busy / busy.sum())
    peak = waking_times(20, rng)
    excited = rng.random(who.size) < 0.4
    at = np.where(
        excited,
        peak[rng.integers(0, 20, who.size)] + lag(HOUR_S, 0.8, who.size, rng),
        waking_times(who.size, rng),
    )
    kept = at < END
    who, at = who[kept], at[kept]
    text = life.words.chatter(life.platform_of(crowd[who]), rng)
    life.ledger.add(crowd[who], at, text, tags=(np.full(who.size, hot_tag[0]),))
    return {"regulars": crowd[np.bincount(who, minlength=crowd.size) >= 8]}


def _share_buttons(life: Life, hot_tag: Ints) -> Marked:
    """Readers of one app, whose share button writes the text; some share every day."""
    del hot_tag
    readers = life.crowd(max(100, life.people.size // 20))
    often = np.minimum(zipf(200, 1.2, readers.size, life.rng) + 1, 60)
    life.share(np.repeat(readers, often))
    return {"share-button": readers[often >= 5]}


def _petitioners(life: Life, hot_tag: Ints) -> Marked:
    """They sign petitions, whose form writes the text; most sign one, some sign all."""
    del hot_tag
    rng = life.rng
    signers = life.crowd(max(100, life.people.size // 12))
    for k in range(PETITIONS):
        who = signers[rng.random(signers.size) < 0.5]
        platform = life.platform_of(who)
        form = [life.words.chatter(np.array([p]), rng)[0].as_py() for p in range(3)]
        begun = START + rng.uniform(1, DAYS - 6) * DAY_S
        at = np.minimum(begun + lag(20 * HOUR_S, 1.0, who.size, rng), END - 1)
        url = life.ledger.new_urls([f"https://petition.example.org/{k}-{len(life.ledger.urls)}"])
        number = pa.array([str(n) for n in range(1, who.size + 1)])
        text = joined(pa.array(np.array(form)[platform]), number)
        life.ledger.add(who, at, text, url=np.full(who.size, url[0]))
    return {"petition": signers}


def _desk_clients(life: Life, hot_tag: Ints) -> Marked:
    """Newsrooms that print what their agency sends, each as much of it as suits it."""
    del hot_tag
    rng = life.rng
    rooms: list[Ints] = []
    for desk in range(DESKS):
        clients = life.ledger.new_accounts(X, CLIENTS)
        wire = life.ledger.new_urls(
            [f"https://wire{desk}.example.org/{len(life.ledger.urls)}/{i}" for i in range(WIRE)]
        )
        item, who = np.nonzero(rng.random((WIRE, CLIENTS)) < rng.beta(0.7, 2.5, CLIENTS))
        at = np.minimum(
            waking_times(WIRE, rng)[item] + lag(2 * HOUR_S, 1.0, item.size, rng), END - 1
        )
        account = clients[who]
        life.ledger.add(account, at, life.headlines(wire[item], account), url=wire[item])
        life.own(np.repeat(clients, 40))
        rooms.append(clients)
    return {"news-desk": np.concatenate(rooms)}


def _linked_pages(life: Life, hot_tag: Ints) -> Marked:
    """Pages of one owner that say so, and post the same within a minute."""
    del hot_tag
    rng = life.rng
    found: list[Ints] = []
    for owner in range(OWNERS):
        pages = life.ledger.new_accounts(X, PAGES)
        for number, page in enumerate(pages.tolist()):
            life.ledger.bios[page] = (
                f"City guide {number}, a page of Guides {owner}: https://guides{owner}.example.org"
            )
        issue, who = np.nonzero(rng.random((ISSUES, PAGES)) < 0.9)
        at = waking_times(ISSUES, rng)[issue] + rng.uniform(0, 60, issue.size)
        text = life.words.chatter(np.full(ISSUES, X), rng).take(pa.array(issue))
        url = life.ledger.new_urls(
            [f"https://guides{owner}.example.org/{i}" for i in range(ISSUES)]
        )
        life.ledger.add(pages[who], at, text, url=url[issue])
        found.append(pages)
    return {"linked-pages": np.concatenate(found)}


def _viral_post(life: Life, hot_tag: Ints) -> Marked:
    """One post that a fifth of all accounts pass on."""
    del hot_tag
    crowd = life.crowd(int(VIRAL_SHARE * life.people.size))
    target = life.ledger.new_targets(X, 1)
    at = START + 5 * DAY_S + lag(9 * HOUR_S, 1.2, crowd.size, life.rng)
    life.ledger.add(crowd, np.minimum(at, END - 1), repost=np.repeat(target, crowd.size))
    return {"viral-post": crowd}


NEGATIVES: dict[str, Callable[[Life, Ints], Marked]] = {
    "fans": _fans,
    "quick-fans": _quick_fans,
    "slogan-fans": _slogan_fans,
    "regulars": _regulars,
    "share-button": _share_buttons,
    "petition": _petitioners,
    "news-desk": _desk_clients,
    "linked-pages": _linked_pages,
    "viral-post": _viral_post,
}
"""Kinds of harmless company, by name."""
FANS = ("fans", "quick-fans", "slogan-fans")
