"""Members with little evidence, told from bystanders by when they came to the ring's objects.

A ring is first told from its audience by the number of hits, and where the audience might reach
(two or three hits) nobody is accused on that number alone. But the ring also acts at its own
times: of a bystander's visits to the objects that the ring used, few fall among the ring's visits;
of a member's, nearly all. An account of k visits of which h fall among the ring's is a draw from
one of two binomials.

Invariants:
- Nothing is decided where the two rates are alike (objects that only the ring touched, waves that
  everybody joins): then the posterior stays near the prior and nobody is added.
- A ring with what is added holds at most the share q of bystanders in expectation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import stats

from detection.arrays import Flags, Ints, Reals, ints, reals
from detection.bursts.bursts import Bursts
from detection.options import Constants
from detection.rings.claims import RING, Finding
from detection.rings.members import Membership
from detection.significance import q_values

EVEN: Final = 0.5
"""A bystander is who is more likely one than a member."""

FEWEST_OTHERS: Final = 0.5
"""Bystanders that are thought of for each number of visits, where none is seen."""

ROUNDS: Final = 50
"""Most rounds of expectation maximisation; it settles in about ten."""


@dataclass(frozen=True, slots=True)
class Visits:
    """How often each account came to the objects of bursts, in pieces of evidence.

    Attributes:
        object: Object of each visit, sorted.
        account: Account of each visit.
        bundle: Bundle of each visit.
        objects: Object of each burst.
        community: Community of each burst.
    """

    object: Ints
    account: Ints
    bundle: Ints
    objects: Ints
    community: Ints

    def of(self, community: int, accounts: int) -> Ints:
        """Return how many bundles each account has at the objects of a community, at any time."""
        objects = np.unique(self.objects[self.community == community])
        low = np.searchsorted(self.object, objects, side="left")
        high = np.searchsorted(self.object, objects, side="right")
        rows = _ranges(low, high)
        width = int(self.bundle.max(initial=0)) + 1
        pairs = np.unique(self.account[rows] * width + self.bundle[rows])
        return np.bincount(pairs // width, minlength=accounts).astype(np.int64)


def gather_visits(bursts: Bursts, bundle: Ints, community: Ints) -> Visits:
    """Return the visits of all accounts, from the events of bursts.

    Args:
        bursts: The bursts.
        bundle: The bundle of each burst.
        community: The community of each burst.
    """
    objects = ints(bursts.table, "object")
    burst = ints(bursts.events, "burst")
    order = np.argsort(objects[burst], kind="stable")
    burst = burst[order]
    return Visits(
        objects[burst],
        ints(bursts.events, "account")[order],
        bundle[burst],
        objects,
        community,
    )


def weigh_company(
    findings: list[Finding],
    levels: list[Membership],
    visits: Visits,
    accounts: int,
    q: float,
    constants: Constants,
) -> list[Finding]:
    """Return the findings; rings with the weak members that keep their company, less bystanders.

    Args:
        findings: Rings and audiences, as claimed.
        levels: The member tests, one for each purity.
        visits: Who came to which object.
        accounts: Number of all accounts.
        q: Expected share of bystanders in a ring.
        constants: member_hits.
    """
    rings = [finding for finding in findings if finding.tier == RING]
    taken = np.unique(np.concatenate([np.zeros(0, np.int64), *(r.accounts for r in rings)]))
    weighed: list[Finding] = []
    for finding in findings:
        if finding.tier == RING:
            visited = visits.of(finding.community, accounts)
            parts = [
                _weigh(levels[k], finding, visited, taken, q, constants) for k in finding.levels
            ]
            stays = np.logical_or.reduce([part.stays for part in parts])
            finding = finding.only(stays)
            for part in parts:
                new = ~np.isin(part.accounts, taken)
                finding = _joined(finding, part.accounts[new], part.p[new], part.q[new])
                taken = np.union1d(taken, part.accounts)
        weighed.append(finding)
    return weighed


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What one level says: which of the sure members stay, and who is added with which p, q."""

    stays: Flags
    accounts: Ints
    p: Reals
    q: Reals


def _weigh(
    level: Membership,
    finding: Finding,
    visited: Ints,
    taken: Ints,
    q: float,
    constants: Constants,
) -> _Weighed:
    here = ints(level.hits, "community") == finding.community
    account, hits = ints(level.hits, "account")[here], ints(level.hits, "h")[here]
    p = reals(level.hits, "p")[here]
    among = np.zeros(visited.size, dtype=np.int64)
    among[account] = hits
    visited = np.maximum(visited, among)
    members = finding.accounts
    doubt = np.ones(visited.size)
    doubt[members] = 0.0
    doubt = _doubts(visited, among, doubt)
    stays = doubt[members] <= EVEN
    active = q_values(p, float(np.count_nonzero(visited))) <= q
    wanted = active & (hits >= constants.member_hits) & ~np.isin(account, taken)
    account, p = account[wanted], p[wanted]
    order = np.lexsort((account, doubt[account]))
    sure, false = np.count_nonzero(stays), doubt[members[stays]].sum()
    share = (false + np.cumsum(doubt[account[order]])) / (sure + np.arange(1, order.size + 1))
    kept = order[(share <= q) & (doubt[account[order]] < EVEN)]
    value = np.empty(account.size)
    value[order] = share
    kept = np.sort(kept)
    return _Weighed(stays, account[kept], p[kept], value[kept])


def _doubts(visited: Ints, among: Ints, first: Reals) -> Reals:
    """Return the probability that each account is a bystander, by how often and when it came.

    A mixture over k visits and h hits, by expectation maximisation (Dempster, Laird and Rubin
    1977) begun at what the first judgement says. Of R members a share that their mean and
    variance give come k times, and Binomial(k, inside) of their visits are hits. Of bystanders any
    number come k times, and Binomial(k, outside) of theirs are hits. Accounts with one visit are
    bystanders throughout.

    Args:
        visited: k, visits of each account to the objects; 0 for those that never came.
        among: h, how many of them are hits.
        first: The first judgement, 0 for a member, 1 for a bystander.
    """
    several = np.flatnonzero(visited > 1)
    single = np.count_nonzero(visited == 1)
    single_hits = among[visited == 1].sum()
    # equal pairs of k and h are told alike: there are few of them
    pairs, place, counts = np.unique(
        np.stack((visited[several], among[several])),
        axis=1,
        return_inverse=True,
        return_counts=True,
    )
    k, h = pairs
    sure = np.bincount(place, weights=1.0 - first[several], minlength=k.size) / counts
    for _ in range(ROUNDS):
        members, others = sure * counts, (1.0 - sure) * counts
        inside = (np.sum(members * h) + 0.5) / (np.sum(members * k) + 1.0)
        outside = (single_hits + np.sum(others * h) + 1.0) / (single + np.sum(others * k) + 1.0)
        if outside >= inside or members.sum() < 1:
            return first
        at_k = np.bincount(k, weights=others)[k]
        log_odds = (
            np.log(members.sum())
            + _zeal(k, members)
            - np.log(at_k + FEWEST_OTHERS)
            + stats.binom.logpmf(h, k, inside)
            - stats.binom.logpmf(h, k, outside)
        )
        renewed = 1.0 / (1.0 + np.exp(np.clip(-log_odds, -500, 500)))
        settled = bool(np.allclose(renewed, sure, atol=1e-4))
        sure = renewed
        if settled:
            break
    doubt = first.copy()
    doubt[several] = 1.0 - sure[place]
    # a model that doubts most of those it began with has found something else: it decides nothing
    kept = np.count_nonzero((doubt <= EVEN) & (first <= EVEN))
    return doubt if kept > np.count_nonzero(first <= EVEN) / 2 else first


def _zeal(k: Ints, members: Reals) -> Reals:
    """Return the log probability that a member comes k times, from how often members come.

    Negative binomial with their mean and variance; Poisson where they vary less than that.
    """
    usual = float(np.sum(members * k) / members.sum())
    spread = float(np.sum(members * (k - usual) ** 2) / members.sum())
    if spread <= usual:
        return stats.poisson.logpmf(k, usual)
    return stats.nbinom.logpmf(k, usual * usual / (spread - usual), usual / spread)


def _joined(finding: Finding, accounts: Ints, p: Reals, q: Reals) -> Finding:
    every = np.r_[finding.accounts, accounts]
    order = np.argsort(every, kind="stable")
    return replace(
        finding,
        accounts=every[order],
        p=np.r_[finding.p, p][order],
        q=np.r_[finding.q, q][order],
    )


def _ranges(low: Ints, high: Ints) -> Ints:
    """Return all rows from low[i] up to high[i], one range after the other."""
    lengths = high - low
    ends = np.cumsum(lengths)
    begins = np.repeat(low - np.r_[0, ends[:-1]], lengths)
    return begins + np.arange(int(lengths.sum()))
