"""Rules about hashtags: known ones used and flooded, new ones begun."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from campaign.techniques.facts import Facts, Row
from campaign.techniques.rule import LOW, MEDIUM, Assertion, Rule, by_count, counted
from campaign.techniques.tags import SIGNAL

SEVERAL: Final = 3
"""Bursts before a rule speaks: one may be chance's."""
FEWEST_POSTS: Final = 10
MOST: Final = 0.5
"""Share of the posts under a tag, while a burst lasts, that floods it."""
DAY: Final = timedelta(days=1)
BEFORE_DAYS: Final = 2
LONG_DAYS: Final = 14
"""Days that the data must reach back before a tag, for "new" to mean anything; for medium."""


def known_hashtag(facts: Facts) -> Assertion | None:
    """Bursts under tags that organic accounts used before."""
    known = [burst for burst in _bursts(facts) if _was_known(facts, burst)]
    if len(known) < SEVERAL:
        return None
    return Assertion(_confidence(known), _told(known), _ids(known))


def flooded_hashtag(facts: Facts) -> Assertion | None:
    """Bursts in which most of the posts under a known tag were the ring's."""
    full = [
        burst for burst in _bursts(facts) if _was_known(facts, burst) and _is_full(facts, burst)
    ]
    if len(full) < SEVERAL:
        return None
    own, posts = (
        sum(facts.tags.within[burst["burst_id"]][key] for burst in full) for key in ("own", "posts")
    )
    reason = f"{_told(full)[:-1]}, and wrote {own:,} of the {posts:,} posts under them meanwhile."
    return Assertion(_confidence(full), reason, _ids(full))


def new_hashtag(facts: Facts) -> Assertion | None:
    """Tags whose first post in the collection is a member's."""
    begins = facts.tags.begins
    if begins is None:
        return None
    used = {burst["object_id"] for burst in _bursts(facts)}
    first = [facts.tags.first[tag] for tag in sorted(used) if tag in facts.tags.first]
    own = [
        row
        for row in first
        if row["account_id"] in facts.members and row["at"] - begins >= BEFORE_DAYS * DAY
    ]
    if not own:
        return None
    days = min((row["at"] - begins) / DAY for row in own)
    reason = (
        f"The first post in the collection under {counted(len(own), 'hashtag')} is a member's, "
        f"{days:,.0f} days or more after the data begin."
    )
    confidence = MEDIUM if days >= LONG_DAYS else LOW
    return Assertion(confidence, reason, tuple(row["post_id"] for row in own))


def _bursts(facts: Facts) -> list[Row]:
    return facts.bursts_of(SIGNAL)


def _was_known(facts: Facts, burst: Row) -> bool:
    first = facts.tags.first.get(burst["object_id"])
    if first is None or first["organic"] is None:
        return False
    return first["organic"] <= first["at"] and burst["start"] - first["organic"] >= DAY


def _is_full(facts: Facts, burst: Row) -> bool:
    seen = facts.tags.within.get(burst["burst_id"])
    return seen is not None and seen["own"] >= max(FEWEST_POSTS, MOST * seen["posts"])


def _confidence(bursts: list[Row]) -> str:
    return by_count(len(bursts), bursts[0]["members"])


def _told(bursts: list[Row]) -> str:
    tags = len({burst["object_id"] for burst in bursts})
    return (
        f"In {counted(len(bursts), 'burst')} up to {bursts[0]['members']:,} members posted under "
        f"{counted(tags, 'hashtag')} that organic accounts had begun."
    )


def _ids(bursts: list[Row]) -> tuple[str, ...]:
    return tuple(burst["burst_id"] for burst in bursts)


_COUNT = "medium from five bursts and ten members on, high from ten and twenty"
RULES: Final = (
    Rule(
        name="known-hashtags",
        technique="T0015.001",
        asks="three bursts under hashtags that an organic account began, a day before or more; "
        + _COUNT,
        limits="To post under a known hashtag is what everybody does; the burst is what differs.",
        judge=known_hashtag,
    ),
    Rule(
        name="new-hashtags",
        technique="T0015.002",
        asks="a hashtag of a burst whose first post in the collection is a member's, two days "
        "after the data begin; medium from fourteen on, never high",
        limits="What was not collected may be older.",
        judge=new_hashtag,
    ),
    Rule(
        name="flooded-hashtags",
        technique="T0049.002",
        asks="three bursts under known hashtags with ten members' posts, half of all posts under "
        "the hashtag meanwhile; " + _COUNT,
        limits="The share is of the collection; where it lacks posts of others it is too high.",
        judge=flooded_hashtag,
    ),
)
