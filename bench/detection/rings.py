"""The trades of rings: what members post when an order comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.detection.clock import DAY_S, END, HOUR_S, START, lag
from bench.detection.ledger import NONE, TAGS, Ints
from bench.detection.life import TOPIC_TAGS, TOPICS, Life
from bench.detection.orders import Orders, give_orders
from bench.detection.spec import RingPlan
from bench.detection.words import Sentences, new_sentences

ORDERS_PER_MANUSCRIPT = 3
OWN_SENTENCES, STOCK = 3, 6
"""A manuscript has so many sentences of its own, and one of the copywriter's stock."""
POOL_MANUSCRIPTS = 6
"""A lazy copywriter makes so many manuscripts, each of three sentences, from the stock alone."""
VICTIMS = 5


@dataclass(frozen=True, slots=True)
class Scene:
    """What a ring works with."""

    life: Life
    plan: RingPlan
    members: Ints
    sentences: Sentences
    hot_tag: Ints

    @property
    def rng(self) -> np.random.Generator:
        """The one source of chance."""
        return self.life.rng

    def chatter(self, orders: Orders):
        """Write a text of its own for each entry."""
        return self.life.words.chatter(self.life.platform_of(orders.account), self.rng)

    def post(self, orders: Orders, text=None, **objects: object) -> None:
        """Write the posts of these entries."""
        self.life.ledger.add(orders.account, orders.at, text, exact=self.plan.exact, **objects)


def conspire(life: Life, plans: tuple[RingPlan, ...], hot_tag: Ints) -> dict[int, str]:
    """Plant all rings; return account -> name of its ring."""
    truth: dict[int, str] = {}
    studios: dict[str, Sentences] = {}
    for plan in plans:
        platform = np.array(plan.platforms)[np.arange(plan.members) % len(plan.platforms)]
        members = life.ledger.new_accounts(platform)
        count = STOCK + OWN_SENTENCES * (1 + plan.tasks // ORDERS_PER_MANUSCRIPT)
        own = new_sentences(life.words, count, plan.evasion.spun, life.rng)
        sentences = studios.setdefault(plan.studio, own) if plan.studio else own
        scene = Scene(life, plan, members, sentences, hot_tag)
        TRADES[plan.trade](scene, give_orders(plan, members, life.rng))
        truth |= dict.fromkeys(members.tolist(), plan.name)
    return truth


def hide(scene: Scene, orders: Orders) -> None:
    """Have members post like anyone else between orders."""
    how, life = scene.plan.evasion, scene.life
    done = np.bincount(np.searchsorted(scene.members, orders.account), minlength=scene.members.size)
    rate = how.camouflage / (1 - how.camouflage) + scene.plan.organic
    life.live(0, np.repeat(scene.members, life.rng.poisson(done * rate)))
    life.repost(np.repeat(scene.members, how.reposts))


def _manuscript(scene: Scene, orders: Orders) -> None:
    """Copies of texts that are ordered three times each."""
    scene.post(orders, _spin(scene, _books(scene), orders.task // ORDERS_PER_MANUSCRIPT, orders))
    hide(scene, orders)


def _text_pool(scene: Scene, orders: Orders) -> None:
    """Copies of texts that are put together from six sentences, again and again."""
    rng = scene.rng
    books = [rng.choice(STOCK, OWN_SENTENCES, replace=False) for _ in range(POOL_MANUSCRIPTS)]
    number = orders.task % POOL_MANUSCRIPTS
    scene.post(orders, _spin(scene, np.array(books), number, orders))
    hide(scene, orders)


def _books(scene: Scene) -> Ints:
    """Return the sentences of each manuscript."""
    count = 1 + scene.plan.tasks // ORDERS_PER_MANUSCRIPT
    own = STOCK + np.arange(count * OWN_SENTENCES).reshape(count, OWN_SENTENCES)
    return np.column_stack([own, scene.rng.integers(0, STOCK, count)])


def _spin(scene: Scene, books: Ints, number: Ints, orders: Orders):
    """Spin copies of the manuscripts of these numbers."""
    rng, how = scene.rng, scene.plan.evasion
    picked = books[number]
    if how.shuffled:
        picked = rng.permuted(picked, axis=1)
    dropped = rng.random(picked.shape) < how.dropped
    dropped[:, 0] = False
    picked = np.where(dropped, NONE, picked)
    platform = scene.life.platform_of(orders.account)
    return scene.sentences.copies(scene.life.words, picked, platform, rng)


def _slow(scene: Scene, orders: Orders) -> None:
    """Each order is carried out within a day and a half."""
    at = orders.desk[orders.task] + scene.rng.random(orders.task.size) * 36 * HOUR_S
    _manuscript(scene, Orders(orders.task, orders.account, np.minimum(at, END - 1), orders.desk))


def _co_url(scene: Scene, orders: Orders) -> None:
    urls = [f"https://{scene.plan.name}.example.net/{k}" for k in range(scene.plan.tasks)]
    scene.post(orders, scene.chatter(orders), url=scene.life.ledger.new_urls(urls)[orders.task])
    hide(scene, orders)


def _page_url(scene: Scene, orders: Orders) -> None:
    """Links to pages of newspapers, which others share as well."""
    life = scene.life
    topic, page = (
        scene.rng.integers(0, TOPICS, scene.plan.tasks),
        scene.rng.integers(0, 30, scene.plan.tasks),
    )
    born = life.url_born[topic, page][orders.task]
    at = np.minimum(born + orders.at - orders.desk[orders.task], END - 1)
    moved = Orders(orders.task, orders.account, at, orders.desk)
    scene.post(moved, scene.chatter(orders), url=life.urls[topic, page][orders.task])
    hide(scene, orders)


def _own_repost(scene: Scene, orders: Orders) -> None:
    """One member writes, the others pass it on; on each platform."""
    ledger, plan = scene.life.ledger, scene.plan
    platform = scene.life.platform_of(orders.account)
    kinds, which = np.unique(orders.task * 10 + platform, return_inverse=True)
    lead = ledger.new_targets(kinds % 10)
    desk = orders.desk[kinds // 10]
    front = np.array(
        [
            scene.rng.choice(scene.members[scene.life.platform_of(scene.members) == p])
            for p in kinds % 10
        ]
    )
    text = scene.life.words.chatter(kinds % 10, scene.rng)
    ledger.add(front, desk - 600, text, own=lead, exact=plan.exact)
    scene.post(orders, repost=lead[which])
    hide(scene, orders)


def _borrowed_repost(scene: Scene, orders: Orders) -> None:
    """Popular posts of organic accounts are lifted, an hour after they were written."""
    life = scene.life
    platform = int(life.platform_of(scene.members)[0])
    popular = life.popular[platform]
    place = popular.draw(scene.plan.tasks, scene.rng)
    at = popular.born[place][orders.task] + HOUR_S + orders.at - orders.desk[orders.task]
    moved = Orders(orders.task, orders.account, np.minimum(at, END - 1), orders.desk)
    scene.post(moved, repost=popular.target[place][orders.task])
    hide(scene, orders)


def _flood(scene: Scene, orders: Orders) -> None:
    """One hashtag, which has regulars of its own, flooded again and again."""
    tag = np.full(orders.task.size, scene.hot_tag[0])
    scene.post(orders, scene.chatter(orders), tags=(tag,))
    hide(scene, orders)


def _tag_sequence(scene: Scene, orders: Orders) -> None:
    """Three known hashtags in one order for each task."""
    rng, tasks = scene.rng, scene.plan.tasks
    topic = rng.integers(0, TOPICS, tasks)
    places = rng.permuted(np.tile(np.arange(TOPIC_TAGS // 2), (tasks, 1)), axis=1)[:, :TAGS]
    tags = scene.life.tags[topic[:, np.newaxis], places]
    scene.post(orders, scene.chatter(orders), tags=tuple(tags[orders.task].T))
    hide(scene, orders)


def _reply_swarm(scene: Scene, orders: Orders) -> None:
    """Hostile answers under posts of a victim, which others answer as well."""
    life, tasks = scene.life, scene.plan.tasks
    platform = int(life.platform_of(scene.members)[0])
    target = life.ledger.new_targets(platform, tasks)
    victim = life.crowd(1, platform)
    life.ledger.add(
        np.repeat(victim, tasks),
        orders.desk - 600,
        life.words.chatter(np.full(tasks, platform), scene.rng),
        own=target,
    )
    crowd = life.crowd(300, platform)
    seen = scene.rng.random((tasks, crowd.size)) < 0.03
    task, who = np.nonzero(seen)
    at = np.minimum(orders.desk[task] + lag(2 * HOUR_S, 1.2, task.size, scene.rng), END - 1)
    bystanders = Orders(task, crowd[who], at, orders.desk)
    life.ledger.add(bystanders.account, at, scene.chatter(bystanders), reply=target[task])
    scene.post(orders, scene.chatter(orders), reply=target[orders.task])
    hide(scene, orders)


def _mention_swarm(scene: Scene, orders: Orders) -> None:
    victims = scene.life.crowd(VICTIMS, int(scene.life.platform_of(scene.members)[0]))
    scene.post(orders, scene.chatter(orders), mention=victims[orders.task % VICTIMS])
    hide(scene, orders)


def _mixed(scene: Scene, orders: Orders) -> None:
    """Manuscripts under a hashtag, links and reposts in turn."""
    parts = [orders.only(orders.task % 3 == k) for k in range(3)]
    tags = scene.life.tags[scene.rng.integers(0, TOPICS, scene.plan.tasks), 0]
    text = _spin(scene, _books(scene), parts[0].task // ORDERS_PER_MANUSCRIPT, parts[0])
    scene.post(parts[0], text, tags=(tags[parts[0].task],))
    urls = [f"https://{scene.plan.name}.example.net/{k}" for k in range(scene.plan.tasks)]
    scene.post(
        parts[1], scene.chatter(parts[1]), url=scene.life.ledger.new_urls(urls)[parts[1].task]
    )
    target = scene.life.ledger.new_targets(
        int(scene.life.platform_of(scene.members)[0]), scene.plan.tasks
    )
    scene.post(parts[2], repost=target[parts[2].task])
    hide(scene, orders)


def _replay(scene: Scene, orders: Orders) -> None:
    """Two posts, days apart, answered by the same accounts in the same order."""
    _two_posts(scene, orders, same_second=False)


def _same_second(scene: Scene, orders: Orders) -> None:
    """Two posts, days apart, each passed on by all members within a few whole seconds."""
    _two_posts(scene, orders, same_second=True)


def _two_posts(scene: Scene, orders: Orders, *, same_second: bool) -> None:
    life, rng, n = scene.life, scene.rng, scene.members.size
    platform = int(life.platform_of(scene.members)[0])
    target = life.ledger.new_targets(platform, 2)
    first = START + rng.uniform(1, 8) * DAY_S
    turn = rng.permutation(n) * rng.uniform(3, 9)
    for k in range(2):
        begun = first + k * rng.uniform(3, 18) * DAY_S
        at = begun + turn + rng.normal(0, 2, n)
        if same_second:
            at = np.floor(begun) + 7 * rng.integers(0, max(2, n // 12), n)
        crowd = life.crowd(4 * n, platform)  # who else came by
        others = np.minimum(begun - 600 + lag(2 * HOUR_S, 1.2, crowd.size, rng), END - 1)
        kind = "repost" if same_second else "reply"
        for who, when in ((scene.members, at), (crowd, others)):
            text = None if same_second else life.words.chatter(life.platform_of(who), rng)
            life.ledger.add(
                who, when, text, exact=scene.plan.exact, **{kind: np.full(who.size, target[k])}
            )
    hide(
        scene, Orders(np.repeat([0, 1], n), np.tile(scene.members, 2), np.zeros(2 * n), orders.desk)
    )


def _visits(scene: Scene, orders: Orders) -> None:
    """One post, answered by the same accounts on three days."""
    life, rng, n = scene.life, scene.rng, scene.members.size
    platform = int(life.platform_of(scene.members)[0])
    target = life.ledger.new_targets(platform, 1)
    crowd = life.crowd(6 * n, platform)
    first = START + rng.uniform(1, 8) * DAY_S
    others = np.minimum(first - 600 + lag(8 * HOUR_S, 1.4, crowd.size, rng), END - 1)
    life.ledger.add(
        crowd,
        others,
        life.words.chatter(life.platform_of(crowd), rng),
        reply=np.full(crowd.size, target[0]),
    )
    for k in range(3):
        at = first + k * rng.uniform(2, 6) * DAY_S + lag(900, 0.7, n, rng)
        life.ledger.add(
            scene.members,
            at,
            life.words.chatter(life.platform_of(scene.members), rng),
            reply=np.full(n, target[0]),
            exact=scene.plan.exact,
        )
    hide(
        scene,
        Orders(np.repeat([0, 1, 2], n), np.tile(scene.members, 3), np.zeros(3 * n), orders.desk),
    )


TRADES: dict[str, Callable[[Scene, Orders], None]] = {
    "manuscript": _manuscript,
    "text-pool": _text_pool,
    "slow": _slow,
    "co-url": _co_url,
    "page-url": _page_url,
    "own-repost": _own_repost,
    "borrowed-repost": _borrowed_repost,
    "flood": _flood,
    "tag-sequence": _tag_sequence,
    "reply-swarm": _reply_swarm,
    "mention-swarm": _mention_swarm,
    "mixed": _mixed,
    "replay": _replay,
    "same-second": _same_second,
    "visits": _visits,
}
"""What a ring can do, by name."""
