"""Rules about whom the ring speaks of: targets, comparisons, communities."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaign.figures import chance_of, share, times
from campaign.techniques.facts import Facts, Row
from campaign.techniques.rule import HIGH, LOW, MEDIUM, Assertion, Rule, counted

SURE: Final = 0.01
VERY_SURE: Final = 1e-4
FEWEST_POSTS: Final = 5
MANY_POSTS: Final = 20
FEWEST: Final = 3
MANY: Final = 10
MOST: Final = 0.5
"""Share of the copies of a manuscript that name a target."""


def degraded(facts: Facts) -> Assertion | None:
    """Pairs that the ring sets one under the other more often than organic accounts do."""
    rows = [
        row
        for row in facts.rows("comparison_shares")
        if row["q"] is not None
        and row["low"] is not None
        and row["q"] <= SURE
        and row["low"] > 1
        and row["comparing"] >= FEWEST_POSTS
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (-row["comparing"], row["worse"], row["better"]))
    pairs = {(row["better"], row["worse"]) for row in rows}
    worse = sorted({row["worse"] for row in rows})
    posts = sorted(
        row["post_id"]
        for row in facts.all_rows("comparisons", "worse", worse)
        if row["account_id"] in facts.members and (row["better"], row["worse"]) in pairs
    )
    compared = sum(row["comparing"] for row in rows)
    reason = (
        f"In {counted(compared, 'post')} members set {_names(facts, worse)} under others, at least "
        f"{times(min(row['low'] for row in rows))} times as often as organic accounts (q ≤ 0.01)."
    )
    confidence = HIGH if compared >= MANY_POSTS and rows[0]["q"] <= VERY_SURE else MEDIUM
    return Assertion(confidence, reason, tuple(posts))


def smeared(facts: Facts) -> Assertion | None:
    """Manuscripts that name an entity of our own side which the ring targets."""
    own = {
        row["entity_id"]
        for row in facts.all_rows("entities", "side", ["own"])
        if row["kind"] != "community"
    }
    targeted = sorted(
        row["entity_id"]
        for row in facts.rows("targets")
        if row["targeted"] and row["entity_id"] in own
    )
    against = _manuscripts_on(facts, targeted)
    if not against:
        return None
    members = max(against.values())
    reason = (
        f"Members published {counted(len(against), 'manuscript')} with the names of "
        f"{_names(facts, targeted)}, named far more often than by organic accounts; "
        f"up to {members:,} members one. "
        "Whether what they say is true is not judged here."
    )
    confidence = MEDIUM if len(against) >= FEWEST and members >= MANY else LOW
    return Assertion(confidence, reason, tuple(sorted(against, key=lambda m: (-against[m], m))))


def divided(facts: Facts) -> Assertion | None:
    """Members that attack in two communities, more of them than chance gives."""
    rows = _divisions(facts)
    if not rows:
        return None
    row = rows[0]
    reason = (
        f"{row['provokers']:,} members attack both {_names(facts, [row['one'], row['other']])} "
        f"({row['provocations']:,} posts; {row['drawn']:,} replies by organic accounts; "
        f"{chance_of('p', row['p'])} that members speak for both sides so often by chance)."
    )
    confidence = HIGH if row["p"] <= VERY_SURE and row["provokers"] >= MANY else MEDIUM
    return Assertion(confidence, reason, _examples(facts, rows, "attack"))


def across_groups(facts: Facts) -> Assertion | None:
    """Members that speak as fans of two communities."""
    rows = [row for row in _divisions(facts, provokers=0) if row["both"] >= FEWEST]
    if not rows:
        return None
    row = max(rows, key=lambda row: row["both"])
    reason = (
        f"{row['both']:,} members speak as fans of both "
        f"{_names(facts, [row['one'], row['other']])} ({share(row['members_both'])} of those that "
        f"speak as fans; organic fans {share(row['organic_both'] or 0)}, "
        f"{chance_of('p', row['p'])})."
    )
    return Assertion(MEDIUM if row["both"] >= MANY else LOW, reason, _examples(facts, rows, "fan"))


def _divisions(facts: Facts, provokers: int = FEWEST) -> list[Row]:
    rows = [
        row
        for row in facts.rows("division")
        if row["p"] is not None and row["p"] <= SURE and row["provokers"] >= provokers
    ]
    return sorted(rows, key=lambda row: (-row["provokers"], row["one"], row["other"]))


def _examples(facts: Facts, rows: list[Row], voice: str) -> tuple[str, ...]:
    sides = {side for row in rows for side in (row["one"], row["other"])}
    return tuple(
        dict.fromkeys(
            row["example"]
            for row in facts.rows("sides")
            if row["voice"] == voice and row["entity_id"] in sides and row["example"]
        )
    )


def _manuscripts_on(facts: Facts, targeted: list[str]) -> dict[str, int]:
    """Return the manuscripts of which half of the members' copies name a target -> members."""
    used = {row["manuscript_id"]: row["members"] for row in facts.rows("ring_manuscripts")}
    used = {one: n for one, n in used.items() if one in facts.manuscripts and n >= FEWEST}
    copies = facts.own_copies(used)
    naming = pc.is_in(copies["post_id"], facts.posts_that_name(targeted)).cast(pa.float64())
    shares = copies.append_column("naming", naming).group_by("manuscript_id")
    told = shares.aggregate([("naming", "mean")]).to_pylist()
    return {
        row["manuscript_id"]: used[row["manuscript_id"]]
        for row in told
        if row["naming_mean"] >= MOST
    }


def _names(facts: Facts, entities: list[str]) -> str:
    rows = facts.all_rows("entities", "entity_id", entities)
    names = {row["entity_id"]: row["name"] for row in rows}
    return " and ".join(str(names.get(entity, entity)) for entity in entities)


RULES: Final = (
    Rule(
        name="false-comparison",
        technique="T0066",
        asks="posts of members that set one entity under another more often than organic ones do "
        "(q ≤ 0.01, the ratio's interval above 1, five posts); high from twenty and q ≤ 0.0001 on",
        limits="A comparison may be true. Sarcasm is not seen.",
        judge=degraded,
    ),
    Rule(
        name="manuscripts-on-a-target",
        technique="T0135.001",
        asks="manuscripts, half of whose copies by members name an entity of our own side that is "
        "a target (table targets); medium from three manuscripts and ten members on, never high",
        limits="Whether a text is a smear, a complaint or praise is for people to say who read it.",
        judge=smeared,
    ),
    Rule(
        name="provocation-on-both-sides",
        technique="T0079",
        asks="three members that attack in both of two communities, where members speak for both "
        "more often than organic fans (p ≤ 0.01); high from ten and p ≤ 0.0001 on",
        limits="Voices are told by words; irony is not seen.",
        judge=divided,
    ),
    Rule(
        name="fans-of-both-sides",
        technique="T0119.001",
        asks="three members that speak as fans of two communities, more often than organic fans "
        "(p ≤ 0.01); medium from ten on, never high",
        limits="Some people are fans of both.",
        judge=across_groups,
    ),
)
