"""Groups that act together and say so: whom the profiles of a finding name as their owner.

Invariants:
- Names of one form never count, nor does what only some members say: a large majority must.
- What usual profiles name as well (a platform, a star) is no owner: see `_is_owner`.
- Nothing is known of the truth of a statement: a ring can name an owner to be spared. So a finding
  that is spared stays in sight with all its evidence, and its reason says what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse, stats
from scipy.sparse import csgraph

from detection.openness.owners import (
    ACCOUNT,
    BRAND,
    EACH_OTHER,
    KINDS,
    SITE,
    Owner,
    Profile,
    named_by,
)
from detection.significance import LEAST

TOLD_SHARE: Final = 0.25
"""Share of members that name one owner from which it is told as a doubt, if it spares nobody."""
FEWEST: Final = 3
"""Fewest members that name one owner before it is looked at."""
MOST_OWNERS: Final = 12
"""Owners of one finding that are looked at, those that most members name."""
MOST_NEEDLES: Final = 20
"""Members by which those are looked for who name one of them."""


@dataclass(frozen=True, slots=True)
class Named:
    """An owner and who of a finding names it.

    Attributes:
        owner: The owner.
        members: How many members name it, or are it.
        to_site: Pages that the members shared that lie at it; 0 where it is no site.
    """

    owner: Owner
    members: int
    to_site: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """How many accounts outside of a finding name an owner.

    Attributes:
        in_rings: Members of other findings.
        elsewhere: Accounts that are in no ring.
    """

    in_rings: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Openness:
    """The owner that the members of a finding name in public.

    Attributes:
        kind: Kind of the owner.
        value: Host, handle or brand.
        named: Members that name it, or are it.
        members: All members.
        outside: Other accounts that name it.
        others: Other accounts of the collection.
        known: Those of them whose profile the collection has.
        p: Chance that members drawn by lot name it so often, times the owners looked at.
        to_site: Pages that the members shared that lie at the owner's site.
        pages: Pages that the members shared.
    """

    kind: str
    value: str
    named: int
    members: int
    outside: int
    others: int
    known: int
    p: float
    to_site: int
    pages: int

    @property
    def share(self) -> float:
        """Share of the members that name the owner, 0 to 1."""
        return self.named / self.members


def find_named(
    profiles: Sequence[Profile], members: int, hosts: Mapping[str, int]
) -> tuple[Named, ...]:
    """Return the owners that enough members name, the clearest first.

    The more members name an owner the clearer it is; of two, the site to which most of the shared
    pages belong; then the narrower one.

    Args:
        profiles: Those of the members that are known.
        members: How many members there are: whose profile is not known names nobody.
        hosts: Host -> pages at it that the members shared.
    """
    named = [named_by(profile) for profile in profiles]
    counts = Counter(owner for owners in named for owner in owners)
    for owner in counts:
        if owner.kind == ACCOUNT:  # the owner's own account, too, leads to the owner
            counts[owner] += sum(
                owner.value in profile.aliases and owner not in owners
                for profile, owners in zip(profiles, named, strict=True)
            )
    if together := _each_other(profiles, named):
        counts[together.owner] = together.members
    least = max(FEWEST, TOLD_SHARE * members)
    found = [
        Named(owner, count, _pages_at(owner, hosts))
        for owner, count in counts.items()
        if count >= least
    ]
    return tuple(sorted(found, key=_clearest)[:MOST_OWNERS])


def _clearest(one: Named) -> tuple[int, int, int, int, str]:
    owner = one.owner
    return -one.members, -one.to_site, KINDS.index(owner.kind), -len(owner.value), owner.value


def _pages_at(owner: Owner, hosts: Mapping[str, int]) -> int:
    if owner.kind != SITE:
        return 0
    return sum(
        pages
        for host, pages in hosts.items()
        if host == owner.value or host.endswith(f".{owner.value}")
    )


def _each_other(profiles: Sequence[Profile], named: Sequence[frozenset[Owner]]) -> Named | None:
    """Return the most members that name one another, each at least one, all in one piece."""
    place = {alias: k for k, profile in enumerate(profiles) for alias in profile.aliases}
    links = [
        (k, place[owner.value])
        for k, owners in enumerate(named)
        for owner in owners
        if owner.kind == ACCOUNT and place.get(owner.value, k) != k
    ]
    if not links:
        return None
    source, target = np.array(sorted(links), dtype=np.int64).T
    size = len(profiles)
    graph = sparse.coo_array((np.ones(source.size), (source, target)), shape=(size, size))
    piece = csgraph.connected_components(graph, directed=False)[1]
    speaks = np.unique(source)
    counts = np.bincount(piece[speaks])
    best = int(np.argmax(counts))
    reached = Counter(target[piece[target] == best].tolist()).most_common(MOST_NEEDLES)
    aliases = sorted({alias for k, _ in reached for alias in profiles[k].aliases})
    return Named(Owner(EACH_OTHER, "", tuple(aliases)), int(counts[best]))


def judge_openness(
    named: Sequence[Named],
    members: int,
    pages: int,
    outside: Callable[[Owner], Outside],
    accounts: int,
    known: int,
    q: float,
) -> Openness | None:
    """Return the clearest owner of a finding, or None where none is told from chance.

    Of n members m name an owner, and so do K of all N accounts. Had the members been drawn by lot,
    P(at least m) = the hypergeometric tail; times the owners that were looked at (Bonferroni).

    Args:
        named: The owners that members name, the clearest first.
        members: n, all members.
        pages: Pages that the members shared.
        outside: How many others name an owner.
        accounts: N, all accounts of the collection; who has no known profile names nobody.
        known: Accounts outside of the finding whose profile is known.
        q: Largest p-value of an owner.
    """
    for one in named:
        others = outside(one.owner)
        beyond = others.in_rings + others.elsewhere
        everybody = max(accounts, members + known)
        tail = stats.hypergeom.sf(one.members - 1, everybody, one.members + beyond, members)
        p = float(np.clip(tail * len(named), LEAST, 1.0))
        if p <= q and _is_owner(one, others):
            return Openness(
                kind=one.owner.kind,
                value=one.owner.value,
                named=one.members,
                members=members,
                outside=beyond,
                others=everybody - members,
                known=known,
                p=p,
                to_site=one.to_site,
                pages=pages,
            )
    return None


def _is_owner(one: Named, others: Outside) -> bool:
    """Return whether an account that is named is an owner: a star is named by other people, too."""
    return one.owner.kind not in (ACCOUNT, EACH_OTHER) or others.elsewhere <= one.members


def openness_reason(found: Openness) -> str:
    """Return why a group that says who it belongs to is not called a ring."""
    return (
        f"Even so it is not called a ring, for it does not hide that it is one group: "
        f"{_said(found)} "
        "Whoever reads one of these profiles learns to whom they say that they belong (openly "
        "linked). That it is true was not checked, and a ring could say so to be spared: "
        "everything else that was found stands here as of a ring."
    )


def openness_doubt(found: Openness, least: float) -> str:
    """Return what speaks against a ring of which too few members name an owner to spare it."""
    return (
        f"Some of it may be openly linked: {_said(found)} A group is spared from "
        f"{least:.0%} of its members on."
    )


def _said(found: Openness) -> str:
    count = f"{found.named:,} of {found.members:,} profiles"
    told = {
        SITE: f"{count} name {found.value} as theirs",
        ACCOUNT: f"{count} name the account @{found.value}, or are it",
        EACH_OTHER: f"{count} name others of the group",
        BRAND: f"{count} are verified and begin their name with “{found.value}”",
    }[found.kind]
    links = ""
    if found.to_site:
        links = f", and {found.to_site:,} of the {found.pages:,} pages that they shared lie there"
    return (
        f"{told}{links}; of the {found.others:,} other accounts {found.outside:,} do "
        f"({found.known:,} of them have a known profile; p = {found.p:.1g})."
    )
