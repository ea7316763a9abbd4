"""What speaks against a ring: a sentence for each doubt, with its numbers.

Nothing here decides: the tests have. A person who reads a finding must see its weak sides as well,
and what an organic group would look like that made the same traces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OLD_YEARS = 3
"""An account is old when it registered so many years before the first post of the evidence."""
TOLD_SHARE = 0.1
"""A share of members or posts is told from here on."""
MOST = 0.5
"""An explanation (one author, one site) is told when it covers so much."""
NEAR_AUDIENCE = 2.0
"""The audience model is near when less than so many times its accounts were seen."""
WEAK_Q = 1e-3
"""The q-value of a ring is told as a doubt from here on."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """The numbers behind the doubts of one ring.

    Attributes:
        members: Its members.
        outside: Share of a member's posts that are not in the evidence, median; None: unknown.
        verified: Members that the platform marks as verified.
        dated: Members whose registration is known.
        old: Those of them that registered OLD_YEARS or more before the first post.
        weak_members: Members with the least number of pieces of evidence that is allowed.
        least_hits: That number.
        kinds: Kinds of things that were shared: posts, links, hashtags, texts.
        author: The account that wrote most of what was passed on or answered, or None.
        by_author: How many of these posts are its own.
        passed_on: Posts that were passed on or answered and whose author is known.
        site: Host to which most links lead, or None.
        to_site: How many links do.
        links: Links.
        pieces: Pieces of evidence.
        public_pieces: Those that are at public places only.
        outsiders: Share of the accounts of its bursts that are no members, mean over bursts.
        posts: Posts of its members in the evidence.
        to_minute: Those whose time is known to the minute only.
        to_day: Those whose time is known to the day only.
        q: q-value of the test ring against audience.
        seen: Accounts at or above the bump.
        audience: Accounts there in the audience that fits best.
        bump: Pieces of evidence at which the bump begins.
        in_bump: Share of the accounts that stand out that lie in it.
    """

    members: int
    outside: float | None
    verified: int
    dated: int
    old: int
    weak_members: int
    least_hits: int
    kinds: int
    author: str | None
    by_author: int
    passed_on: int
    site: str | None
    to_site: int
    links: int
    pieces: int
    public_pieces: int
    outsiders: float
    posts: int
    to_minute: int
    to_day: int
    q: float
    seen: int
    audience: float
    bump: int
    in_bump: float


def against(doubts: Doubts) -> str:
    """Return the paragraph of what speaks against a ring; it is never empty."""
    found = [*_of_accounts(doubts), *_explanations(doubts)]
    found += [*_of_evidence(doubts), *_of_test(doubts)]
    if not found:
        found = [
            "None of the doubts that are looked for applies: a life outside of the evidence, "
            "verified or old accounts, members with little evidence, one author or site, public "
            "places, outsiders, inexact times, an audience that fits nearly as well."
        ]
    if not doubts.dated:
        found.append("When its members registered is not known.")
    return " ".join(found)


def _of_accounts(d: Doubts) -> Iterator[str]:
    if d.outside is not None and d.outside >= MOST:
        yield (
            f"Half of its members wrote {d.outside:.0%} or more of their posts outside of this "
            "evidence: they have another life, or a cover."
        )
    if d.verified:
        yield f"The platform marks {d.verified:,} of {d.members:,} members as verified."
    if d.old >= max(1.0, TOLD_SHARE * d.dated):
        yield (
            f"Of {d.dated:,} members whose registration is known, {d.old:,} registered "
            f"{OLD_YEARS} years or more before the first of these posts: old accounts are "
            "people's own, bought or stolen."
        )
    if d.weak_members >= max(1.0, TOLD_SHARE * d.members):
        yield (
            f"{d.weak_members:,} of {d.members:,} members took part in only {d.least_hits} pieces "
            "of evidence: look at these one by one."
        )


def _explanations(d: Doubts) -> Iterator[str]:
    if d.passed_on >= 3 and d.by_author >= MOST * d.passed_on:
        yield (
            f"{d.by_author:,} of {d.passed_on:,} posts that they passed on or answered are by one "
            f"account, {d.author}: its own fans or staff would do the same."
        )
    if d.links >= 3 and d.to_site >= MOST * d.links:
        yield (
            f"{d.to_site:,} of {d.links:,} links lead to one site, {d.site}: its own staff, a "
            "share button or an app that posts would do the same."
        )
    if d.kinds == 1:
        yield "All of the evidence is of one kind; nothing of another kind confirms it."


def _of_evidence(d: Doubts) -> Iterator[str]:
    if d.public_pieces == d.pieces:
        yield (
            "All of it is at public places (hashtags, posts that anyone may answer): people who "
            "care about the same things meet there, too."
        )
    elif d.public_pieces >= MOST * d.pieces:
        yield (
            f"{d.public_pieces:,} of {d.pieces:,} pieces of evidence are at public places "
            "(hashtags, posts that anyone may answer)."
        )
    if d.outsiders >= MOST:
        yield (
            f"In a burst of it, {d.outsiders:.0%} of the accounts are no members, on average: "
            "much of this was seen by many."
        )
    for count, what in ((d.to_minute, "minute"), (d.to_day, "day")):
        if count >= max(1.0, TOLD_SHARE * d.posts):
            yield (
                f"Of {count:,} of {d.posts:,} posts only the {what} is known: how close they "
                f"were within a {what} is not known and counts for nothing."
            )


def _of_test(d: Doubts) -> Iterator[str]:
    if d.audience > 0 and d.seen < NEAR_AUDIENCE * d.audience:
        yield (
            f"An audience is not far: where the one that fits best has {d.audience:,.0f} accounts "
            f"with {d.bump:,} pieces of evidence or more, {d.seen:,} were seen."
        )
    if d.q >= WEAK_Q:
        yield f"The test against an audience leaves q = {d.q:.1g}."
    if d.in_bump < 1 - 2 * TOLD_SHARE:
        yield (
            f"Only {d.in_bump:.0%} of the accounts that stand out took part {d.bump:,} times or "
            "more; the rest may be an audience around it."
        )
