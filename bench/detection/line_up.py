"""The collections that suites plant: which rings, how many, in which company."""

from __future__ import annotations

from dataclasses import replace

from bench.detection.ledger import BLUESKY, WEIBO, X
from bench.detection.negatives import FANS, NEGATIVES
from bench.detection.spec import EVASIONS, Evasion, RingPlan, Spec

EVERYONE = tuple(kind for kind in NEGATIVES if kind != "viral-post")
HARD_TASKS = 45
"""Orders of a ring of which 15 % of the members follow each: some seven for a member."""
SMALL_SIZES = (10, 15, 20, 25, 30)


def twelve(level: str) -> tuple[RingPlan, ...]:
    """Return twelve rings of 100 to 300 accounts with different trades."""
    how, tasks = EVASIONS[level], HARD_TASKS if level == "hard" else 20
    plans = (
        RingPlan("manuscript", "manuscript", 300, platforms=(WEIBO,)),
        RingPlan("manuscript-en", "manuscript", 120),
        RingPlan("co-url", "co-url", 150),
        RingPlan("page-url", "page-url", 100),
        RingPlan("own-repost", "own-repost", 120, platforms=(WEIBO,)),
        RingPlan("borrowed-repost", "borrowed-repost", 120),
        RingPlan("tag-sequence", "tag-sequence", 100),
        RingPlan("reply-swarm", "reply-swarm", 100),
        RingPlan("mention-swarm", "mention-swarm", 100),
        RingPlan("slow", "slow", 120),
        RingPlan("mixed", "mixed", 250, platforms=(WEIBO,)),
        RingPlan("two-platforms", "co-url", 100, platforms=(WEIBO, X)),
    )
    return tuple(replace(plan, evasion=how, tasks=tasks) for plan in plans)


def types(platform: int) -> tuple[RingPlan, ...]:
    """Return one ring of each type, 100 accounts or more, most of them on one platform."""
    here, how = (platform,), EVASIONS["moderate"]
    plans = (
        RingPlan("manuscript", "manuscript", 150),
        RingPlan("text-pool", "text-pool", 120),
        RingPlan("slow", "slow", 120),
        RingPlan("co-url", "co-url", 100),
        RingPlan("page-url", "page-url", 100),
        RingPlan("own-repost", "own-repost", 100),
        RingPlan("borrowed-repost", "borrowed-repost", 100),
        RingPlan("flood", "flood", 120),
        RingPlan("tag-sequence", "tag-sequence", 100),
        RingPlan("reply-swarm", "reply-swarm", 100),
        RingPlan("mention-swarm", "mention-swarm", 100),
        RingPlan("minute", "co-url", 100, exact=60),
        RingPlan("low-activity", "mixed", 100, fewest=2, most=4),
        RingPlan("studio-a", "manuscript", 100, studio="one"),
        RingPlan("studio-b", "manuscript", 100, studio="one"),
        RingPlan("studio-c", "mixed", 100, studio="one"),
        RingPlan("rented-url", "co-url", 100, organic=9),
        RingPlan("rented-repost", "own-repost", 100, organic=9),
        RingPlan("rented-page", "page-url", 100, organic=9),
    )
    others = (
        RingPlan("two-platforms", "co-url", 100, platforms=(WEIBO, BLUESKY)),
        RingPlan("uneven", "co-url", 100, platforms=here, evasion=replace(how, evenness=6)),
    )
    return (*(replace(plan, platforms=here, evasion=how) for plan in plans), *others)


def small() -> tuple[RingPlan, ...]:
    """Return rings of 10 to 30 accounts, three trades of each size."""
    trades = ("co-url", "own-repost", "manuscript")
    return tuple(
        RingPlan(f"{trade}-{size}", trade, size, tasks=12)
        for size in SMALL_SIZES
        for trade in trades
    )


def tiny() -> tuple[RingPlan, ...]:
    """Return rings of 5 to 9 accounts."""
    return tuple(
        RingPlan(f"{trade}-{size}", trade, size, tasks=12)
        for size in (5, 7, 9)
        for trade in ("co-url", "own-repost")
    )


def two_task() -> tuple[RingPlan, ...]:
    """Return rings that met at two posts only, or three times at one."""
    return tuple(
        RingPlan(f"{trade}-{size}", trade, size, platforms=(WEIBO,), exact=exact)
        for trade, exact in (("replay", 60), ("same-second", 1), ("visits", 1))
        for size in (40, 80, 160)
    )


def planted(level: str, posts: int, background: str) -> Spec:
    """Return the collection with twelve rings in all harmless company."""
    return Spec(level, posts, posts // 4, background, twelve(level), EVERYONE)


def camouflaged(share: float, posts: int) -> Spec:
    """Return the moderate collection with this share of camouflage."""
    how = replace(EVASIONS["moderate"], camouflage=share)
    rings = tuple(plan.hidden(how) for plan in twelve("moderate"))
    return Spec(f"camouflage {share:.0%}", posts, posts // 4, "synthetic", rings, EVERYONE)


def dominant() -> Spec:
    """Return a ring of 40 among 300 accounts that makes most of the traffic."""
    busy = Evasion(0.9, 900, 0.8, 0.3, 0.1, shuffled=True, camouflage=0.2)
    ring = RingPlan("dominant", "mixed", 40, tasks=60, evasion=busy, platforms=(WEIBO,))
    return Spec("dominant", 1500, 300, "synthetic", (ring,))


def fans(posts: int) -> Spec:
    """Return fan clubs without a ring."""
    return Spec("fans", posts, posts // 4, "synthetic", (), FANS * 2 + ("regulars",))


def quick() -> Spec:
    """Return a small collection with a bit of everything."""
    chosen = [plan for plan in twelve("moderate") if plan.name in QUICK]
    return Spec("quick", 20_000, 5_000, "synthetic", (*chosen, *small()[3:6]), EVERYONE)


QUICK = ("manuscript", "co-url", "own-repost", "borrowed-repost", "reply-swarm", "mixed")
