"""Rules about passing on and answering."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from campaign.techniques.facts import Facts, Row
from campaign.techniques.rule import LOW, MEDIUM, Assertion, Rule, by_count, counted

SEVERAL: Final = 3
FEWEST: Final = 5
"""Members of a burst or cascade."""
SWARM: Final = 20
HOUR: Final = timedelta(hours=1)
SURE: Final = 0.01
FIRST: Final = 10
"""Ranks that are seen by everybody."""


def automated_reposts(facts: Facts) -> Assertion | None:
    """Bursts of reposts within seconds of the post."""
    bursts = facts.bursts_of("fast_repost")
    if len(bursts) < SEVERAL:
        return None
    reason = (
        f"In {counted(len(bursts), 'burst')} up to {bursts[0]['members']:,} members passed a post "
        "on within seconds."
    )
    return Assertion(by_count(len(bursts), bursts[0]["members"]), reason, _ids(bursts))


def amplified(facts: Facts) -> Assertion | None:
    """Posts of others that members passed on together."""
    cascades = [
        row
        for row in facts.rows("cascades")
        if row["kind"] == "repost"
        and row["author"] is not None
        and row["author"] not in facts.members
        and row["members"] >= FEWEST
        and row["q"] is not None
        and row["q"] <= SURE
    ]
    if len(cascades) < SEVERAL:
        return None
    cascades.sort(key=lambda row: (-row["members"], row["root"]))
    reason = (
        f"Members passed on {counted(len(cascades), 'post')} of accounts outside the ring "
        f"together, up to {cascades[0]['members']:,} members one post (q ≤ 0.01 each)."
    )
    confidence = by_count(len(cascades), cascades[0]["members"])
    return Assertion(confidence, reason, tuple(row["root"] for row in cascades))


def comments(facts: Facts) -> Assertion | None:
    """Bursts of replies to one post."""
    bursts = [burst for burst in facts.bursts_of("co_reply") if burst["members"] >= FEWEST]
    if len(bursts) < SEVERAL:
        return None
    posts = sum(burst["posts"] for burst in bursts)
    reason = (
        f"In {counted(len(bursts), 'burst')} up to {bursts[0]['members']:,} members answered one "
        f"post, {posts:,} replies in all, others' included."
    )
    return Assertion(by_count(len(bursts), bursts[0]["members"]), reason, _ids(bursts))


def swarm(facts: Facts) -> Assertion | None:
    """Replies of many members to one post within an hour."""
    bursts = [
        burst
        for burst in facts.bursts_of("co_reply")
        if burst["members"] >= SWARM and burst["end"] - burst["start"] <= HOUR
    ]
    if not bursts:
        return None
    reason = (
        f"{counted(len(bursts), 'time')} twenty members or more, up to "
        f"{bursts[0]['members']:,}, answered one post within an hour."
    )
    confidence = by_count(len(bursts), bursts[0]["members"]) if len(bursts) > 1 else LOW
    return Assertion(confidence, reason, _ids(bursts))


def lifted_tags(facts: Facts) -> Assertion | None:
    """Hashtags among the first ten of their hours that would not be there without the ring."""
    lifted = [
        row
        for row in facts.rows("reach")
        if row["measure"] == "hashtag rank"
        and row["object"] is not None
        and row["total"] is not None
        and row["total"] <= FIRST
        and (row["low"] is None or row["low"] > FIRST)
        and (row["without"] is None or row["without"] > FIRST)
    ]
    if not lifted:
        return None
    reason = (
        f"{counted(len(lifted), 'hashtag')} stood among the first {FIRST} of the collection in the "
        "peak hours of members, and would not have without their posts."
    )
    bursts = facts.bursts_of("co_hashtag")
    tags = {row["object"] for row in lifted}
    behind = tuple(burst["burst_id"] for burst in bursts if burst["object_id"] in tags)
    return Assertion(MEDIUM if len(lifted) >= SEVERAL else LOW, reason, behind)


def _ids(bursts: list[Row]) -> tuple[str, ...]:
    return tuple(burst["burst_id"] for burst in bursts)


_COUNT = "medium from five and ten members on, high from ten and twenty"
RULES: Final = (
    Rule(
        name="reposts-within-seconds",
        technique="T0049.003",
        asks="three bursts of reposts within seconds; " + _COUNT,
        limits="People with notifications on pass on within seconds as well; a repost by a program "
        "and one by a hurried hand look alike.",
        judge=automated_reposts,
    ),
    Rule(
        name="posts-of-others-amplified",
        technique="T0118",
        asks="three cascades of reposts of an author outside the ring with five members, each with "
        "q ≤ 0.01 that so many are members by lot; " + _COUNT,
        limits="The author need not know of it.",
        judge=amplified,
    ),
    Rule(
        name="comments-together",
        technique="T0116.001",
        asks="three bursts of replies to one post with five members; " + _COUNT,
        limits="Whether a comment is meant is not seen; that many came together is.",
        judge=comments,
    ),
    Rule(
        name="swarms",
        technique="T0049.005",
        asks="twenty members that answer one post within an hour; low for one, else " + _COUNT,
        limits="An outrage brings swarms too; these are of members of one ring.",
        judge=swarm,
    ),
    Rule(
        name="lifted-hashtags",
        technique="T0121",
        asks="a hashtag among the first ten of the collection in the hours of the ring's peak that "
        "without its posts would not be (study table reach, its whole interval); medium from three",
        limits="Ranks are of the collection: the platform's own lists are not known, nor whether "
        "anybody saw them.",
        judge=lifted_tags,
    ),
)
