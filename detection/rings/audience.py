"""Ring or audience: does a community of bursts follow orders, or a liking?

A wrong accusation is the worst error this program can make, and this step is what prevents it.
Invariants:
- A ring needs a significant bump, most of its significant accounts in it, enough members, enough
  occasions and enough evidence for each member; an audience fails at least one of these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints, Reals, ints, reals
from detection.options import Constants
from detection.rings.members import Evidence, Membership
from detection.rings.shape import Shape, fit_shape
from detection.significance import q_values


@dataclass(frozen=True, slots=True)
class Candidate:
    """A community of bursts at one level of purity, as it was judged.

    Attributes:
        community: Its number.
        level: Index of the purity.
        accounts: Its significant accounts, sorted.
        p: p-value of each account's membership.
        q: q-value of each account's membership.
        core: Which of them have at least `shape.least` hits: the members, if it is a ring.
        shape: What the counts of accounts by hits show.
        ring_q: q-value of the bump among all candidates.
        share: Share of the significant accounts at or above the bump.
        median_hits: Median of the core's pieces of evidence; 0 without a core.
        occasions: Medians of the pieces of evidence that lie an hour or more apart.
    """

    community: int
    level: int
    accounts: Ints
    p: Reals
    q: Reals
    core: Flags
    shape: Shape
    ring_q: float
    share: float
    median_hits: float
    occasions: int

    def is_ring(self, q: float, constants: Constants) -> bool:
        """Return whether all conditions of a ring hold."""
        return (
            self.ring_q <= q
            and self.share >= constants.majority
            and int(self.core.sum()) >= constants.ring_members
            and self.median_hits >= constants.ring_median_hits
        )


def judge(
    evidence: Evidence,
    levels: list[Membership],
    constants: Constants,
    seed: int,
) -> list[Candidate]:
    """Test each community with enough significant accounts and occasions as a whole.

    Args:
        evidence: The events of all communities.
        levels: The member tests, one for each purity.
        constants: ring_members, ring_occasions, occasion_us, audience_power, bootstrap.
        seed: Seed of the bootstrap.

    Returns:
        Candidates with their q-values, sorted by community and level.
    """
    found = [
        candidate
        for level, membership in enumerate(levels)
        for candidate in _candidates(evidence, membership, level, constants, seed)
    ]
    found.sort(key=lambda candidate: (candidate.community, candidate.level))
    return [replace(c, ring_q=q) for c, q in zip(found, _ring_q(found), strict=True)]


def _ring_q(candidates: list[Candidate]) -> list[float]:
    """Return the q-value of each candidate; the levels of one community are one test.

    A community counts with its smallest p-value times its levels (Bonferroni), so that one seen at
    two levels is not two findings; Benjamini-Hochberg goes over communities.
    """
    if not candidates:
        return []
    community = np.array([c.community for c in candidates])
    _, place, levels = np.unique(community, return_inverse=True, return_counts=True)
    p = np.minimum(np.array([c.shape.p for c in candidates]) * levels[place], 1.0)
    least = np.ones(levels.size)
    np.minimum.at(least, place, p)
    adjusted = q_values(least, levels.size)
    rank = np.searchsorted(np.sort(least), p, side="right")
    own = np.minimum(p * levels.size / np.maximum(rank, 1), 1.0)
    return np.maximum(own, adjusted[place]).tolist()


def _candidates(
    evidence: Evidence, membership: Membership, level: int, constants: Constants, seed: int
) -> list[Candidate]:
    hits = membership.hits
    community, h = ints(hits, "community"), ints(hits, "h")
    occasions = _occasions(evidence, membership.kept, constants.occasion_us)
    order = np.argsort(community, kind="stable")
    found: list[Candidate] = []
    for rows in np.split(order, np.flatnonzero(np.diff(community[order])) + 1):
        members = rows[membership.significant[rows]]
        if members.size < constants.ring_members:
            continue
        number = int(community[rows[0]])
        if occasions.get(number, 0) < constants.ring_occasions:
            continue
        shape = fit_shape(
            np.bincount(h[rows])[1:].astype(float),
            constants.audience_power,
            constants.audience_tolerance,
            constants.bootstrap,
            [seed, level, number],
        )
        found.append(_candidate(hits, members, shape, number, level, occasions=occasions[number]))
    return found


def _candidate(
    hits: pa.Table, members: Ints, shape: Shape, community: int, level: int, *, occasions: int
) -> Candidate:
    h = ints(hits, "h")[members]
    core = h >= shape.least
    return Candidate(
        community=community,
        level=level,
        accounts=ints(hits, "account")[members],
        p=reals(hits, "p")[members],
        q=reals(hits, "q")[members],
        core=core,
        shape=shape,
        ring_q=1.0,
        share=float(np.mean(h >= shape.bump)),
        median_hits=float(np.median(h[core])) if core.any() else 0.0,
        occasions=occasions,
    )


def _occasions(evidence: Evidence, kept: Flags, apart_us: int) -> dict[int, int]:
    """Return how many medians of bundles lie at least so far apart, for each community."""
    events = evidence.events
    community, bundle = ints(events, "community")[kept], ints(events, "bundle")[kept]
    at = ints(events, "at")[kept]
    order = np.lexsort((at, bundle, community))
    community, bundle, at = community[order], bundle[order], at[order]
    begins = np.flatnonzero(
        np.r_[True, (np.diff(community) != 0) | (np.diff(bundle) != 0)][: at.size]
    )
    middles = (begins + np.r_[begins[1:], at.size] - 1) // 2
    counts: dict[int, int] = {}
    latest: dict[int, int] = {}
    for k in middles[np.lexsort((at[middles], community[middles]))].tolist():
        number, time = int(community[k]), int(at[k])
        if number not in latest or time - latest[number] >= apart_us:
            counts[number] = counts.get(number, 0) + 1
            latest[number] = time
    return counts
