"""Which accounts each ring claims, once every candidate is judged.

Invariants:
- An account is in one ring at most: the one in which its p-value is least.
- A ring of which nearly all accounts are those of a larger one is that one, seen twice. With enough
  accounts of its own it stays, as a crew beside the larger one: those were tested, too.
- The accounts of a ring are never listed again as an audience.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from detection.arrays import Flags, Ints, Reals
from detection.crews.crews import Crew
from detection.openness.openness import Openness
from detection.options import Constants
from detection.rings.audience import Candidate

RING = "ring"
AUDIENCE = "audience-like"


@dataclass(frozen=True, slots=True)
class Finding:
    """A ring, or an audience that looks like one.

    Attributes:
        tier: RING or AUDIENCE.
        community: Number of its community of bursts.
        levels: Levels of purity that speak for it.
        judged: The candidate whose numbers it is told with: the most significant.
        accounts: Its accounts, sorted.
        p: p-value of each account's membership.
        q: q-value of each account's membership.
        crew: What its accounts repeated, where that is why it was flagged.
        openness: The owner that its profiles name, where they do.
    """

    tier: str
    community: int
    levels: tuple[int, ...]
    judged: Candidate
    accounts: Ints
    p: Reals
    q: Reals
    crew: Crew | None = None
    openness: Openness | None = None

    def only(self, chosen: Flags) -> Finding:
        """Return the finding with some of its accounts."""
        return replace(self, accounts=self.accounts[chosen], p=self.p[chosen], q=self.q[chosen])


def claim(candidates: list[Candidate], q: float, constants: Constants) -> list[Finding]:
    """Return the rings, then the audiences, each sorted by size and community.

    Args:
        candidates: Judged, sorted by community and level.
        q: False discovery rate of rings.
        constants: ring_members and what `Candidate.is_ring` needs.
    """
    rings: list[Finding] = []
    audiences: list[Finding] = []
    for _, group in groupby(candidates, key=lambda candidate: candidate.community):
        levels = list(group)
        passed = [candidate for candidate in levels if candidate.is_ring(q, constants)]
        if passed:
            rings.append(_unite(RING, passed))
        else:
            clearest = min(levels, key=lambda c: (-c.accounts.size, c.ring_q, c.level))
            audiences.append(_unite(AUDIENCE, [clearest]))
    fewest = constants.ring_members
    settled = _settle(_distinct(rings, fewest, 0.0))
    settled = [ring for ring in settled if ring.accounts.size >= fewest]
    taken = np.unique(np.concatenate([np.zeros(0, np.int64), *(r.accounts for r in settled)]))
    left = [found.only(~np.isin(found.accounts, taken)) for found in audiences]
    return settled + _distinct(left, fewest, 0.5)


def _unite(tier: str, candidates: list[Candidate]) -> Finding:
    """Unite the levels of one community; each account keeps its best p-value."""
    chosen = [c.core if tier == RING else np.ones_like(c.core) for c in candidates]
    pairs = list(zip(candidates, chosen, strict=True))
    accounts = np.concatenate([c.accounts[core] for c, core in pairs])
    p = np.concatenate([c.p[core] for c, core in pairs])
    q = np.concatenate([c.q[core] for c, core in pairs])
    order = np.lexsort((p, accounts))
    first = order[np.unique(accounts[order], return_index=True)[1]]
    return Finding(
        tier=tier,
        community=candidates[0].community,
        levels=tuple(c.level for c in candidates),
        judged=min(candidates, key=lambda c: (c.ring_q, c.level)),
        accounts=accounts[first],
        p=p[first],
        q=q[first],
    )


def _distinct(findings: Iterable[Finding], fewest: int, share: float) -> list[Finding]:
    """Drop findings that hold too few accounts beyond those of larger ones.

    Args:
        findings: Rings, or audiences.
        fewest: Fewest accounts of their own.
        share: Least share of accounts of their own.
    """
    kept: list[Finding] = []
    seen = np.zeros(0, np.int64)
    for found in sorted(findings, key=lambda f: (-f.accounts.size, f.community)):
        own = np.setdiff1d(found.accounts, seen, assume_unique=True).size
        if own >= max(fewest, share * found.accounts.size):
            kept.append(found)
            seen = np.union1d(seen, found.accounts)
    return kept


def _settle(rings: list[Finding]) -> list[Finding]:
    """Give each account to the ring in which its p-value is least, the larger one on a tie."""
    if not rings:
        return []
    number = np.repeat(np.arange(len(rings)), [ring.accounts.size for ring in rings])
    accounts = np.concatenate([ring.accounts for ring in rings])
    order = np.lexsort((number, np.concatenate([ring.p for ring in rings]), accounts))
    winner = np.zeros(accounts.size, dtype=np.bool_)
    winner[order[np.unique(accounts[order], return_index=True)[1]]] = True
    return [ring.only(winner[number == k]) for k, ring in enumerate(rings)]
