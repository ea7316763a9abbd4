"""Pairs of bursts of a ring that makes much of the traffic, which the plain null would hide.

What two bursts share by chance is reckoned from how busy their accounts are (`pairs`). Of a ring
that has the share f of all participation, that null expects f times what the ring does: a crew of
40 among 300 accounts hides itself. Here its own doings are left out of what chance may do.

The accounts are cut into two halves at random. One half proposes groups of bursts; the accounts of
the other half test them. For a group C and two of its bursts, lambda = max(E_a n_b, E_b n_a) / M,
where E_a sums what the accounts of a did outside C and M is all participation outside C: were C
like anything else, they would meet there as they meet elsewhere. Then the halves change places.

Invariants:
- No account both proposes a pair and tests it: what was found by chance in one half is not there
  in the other.
- Groups with less than `dominant_share` of all participation are left to the plain null, which
  loses little to them; but where a ring makes most of what happens at one object (its own hashtag),
  the object's regular audience is the ring, and no pair of its bursts stands out from that. So the
  bursts of objects without a significant pair of their own are tested in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import stats

from detection.algorithms import Algorithm, WeightedGraph
from detection.arrays import Flags, Ints, Reals, ints
from detection.bundles import Bundles
from detection.bursts import Bursts
from detection.communities import NONE
from detection.merge import merge_communities
from detection.options import Constants
from detection.pairs import Pairs, shared_accounts, within_budget
from detection.relations import Relations
from detection.significance import LEAST, q_values

FEWEST_SHARED = 2
"""Accounts that two bursts share in a half before it proposes or finds anything of them."""

MOST_PAIRS = 2_000_000
"""Most pairs that a half proposes groups from: the strongest by cosine."""

FEWEST_BURSTS = 3
"""Bursts of a group that is worth a test."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Who took part in what: all accounts, or a half."""

    account: Ints
    burst: Ints
    size: int

    def of(self, chosen: Flags) -> _Part:
        return _Part(self.account[chosen], self.burst[chosen], self.size)

    def members(self) -> Ints:
        """Return the accounts of each burst."""
        return np.bincount(self.burst, minlength=self.size).astype(np.int64)

    def table(self) -> pa.Table:
        return pa.table({"account": self.account, "burst": self.burst})

    def expected(self, group: Ints, a: Ints, b: Ints) -> Reals:
        """Return lambda of pairs of bursts, each of one group, from what is done outside it."""
        inside = self.of(group[self.burst] != NONE)
        count = int(group.max(initial=0)) + 1
        cell = inside.account * count + group[inside.burst]
        _, place, own = np.unique(cell, return_inverse=True, return_counts=True)
        activity = np.bincount(self.account)
        elsewhere = (activity[inside.account] - own[place]).astype(float)
        busy = np.bincount(inside.burst, weights=elsewhere, minlength=self.size)
        members = self.members().astype(float)
        total = self.account.size - np.bincount(group[inside.burst], minlength=count)
        most = np.maximum(busy[a] * members[b], busy[b] * members[a])
        return most / np.maximum(total[group[a]], 1)


def add_dominant(
    relations: Relations,
    bursts: Bursts,
    bundles: Bundles,
    pairs: Pairs,
    algorithm: Algorithm,
    seed: int,
    q: float,
    constants: Constants,
    timeless: Flags,
) -> Pairs:
    """Return the significant pairs with those of groups that hide themselves in the null.

    Args:
        relations: Where relational steps run.
        bursts: The bursts.
        bundles: What travels in the same posts: such pairs prove nothing and are left out.
        pairs: The pairs that the plain null finds.
        algorithm: What cuts the graph of proposals.
        seed: Seed of the halves and of the algorithm.
        q: False discovery rate of the pairs that are added, over both halves.
        constants: dominant_share, merge_ratio, pair_budget.
        timeless: Whether each object has no time line. Such bursts stay out: the many phrases of
            one manuscript would be most of what a ring does.
    """
    taking_part = bursts.taking_part(relations)
    size = bursts.table.num_rows
    objects = ints(bursts.table, "object")
    everyone = _Part(ints(taking_part, "account"), ints(taking_part, "burst"), size)
    everyone = everyone.of(~timeless[objects[everyone.burst]])
    if everyone.account.size == 0:
        return pairs
    known = np.r_[
        pairs.a * size + pairs.b, ints(bundles.coposts, "a") * size + ints(bundles.coposts, "b")
    ]
    tied = np.unique(objects[pairs.a[objects[pairs.a] == objects[pairs.b]]])
    one = np.random.default_rng([seed, size]).random(int(everyone.account.max()) + 1) < 0.5
    for first in (one, ~one):
        half = everyone.of(first[everyone.account])
        ties = _ties(half, constants.pair_budget)
        for proposed in (ties, ties.within(objects, tied)):
            group = merge_communities(
                half.table(),
                proposed.groups(algorithm, seed),
                np.maximum(half.members(), 1),
                bundles,
                constants.merge_ratio,
            )
            group = _worth(group, everyone, constants.dominant_share if proposed is ties else 0.0)
            if (group == NONE).all():
                continue
            a, b, p, adjusted = _tested(everyone.of(~first[everyone.account]), group, known, q / 4)
            expected = everyone.expected(group, a, b)
            pairs = pairs.with_more(a, b, _counted(everyone, a, b), expected, p, adjusted)
            known = np.r_[known, a * size + b]
    return pairs


@dataclass(frozen=True, slots=True)
class _Ties:
    """What one half of the accounts proposes: pairs of bursts and how alike their accounts are."""

    a: Ints
    b: Ints
    weight: Reals
    size: int

    def within(self, objects: Ints, tied: Ints) -> _Ties:
        """Return the ties inside objects that are not in `tied`."""
        chosen = (objects[self.a] == objects[self.b]) & ~np.isin(objects[self.a], tied)
        return _Ties(self.a[chosen], self.b[chosen], self.weight[chosen], self.size)

    def groups(self, algorithm: Algorithm, seed: int) -> Ints:
        """Return the group of each burst."""
        group = np.full(self.size, NONE, dtype=np.int64)
        if self.a.size:
            nodes, ends = np.unique(np.r_[self.a, self.b], return_inverse=True)
            one, other = ends[: self.a.size], ends[self.a.size :]
            group[nodes] = algorithm(WeightedGraph(nodes.size, one, other, self.weight), seed)
        return group


def _ties(half: _Part, budget: int) -> _Ties:
    activity = np.bincount(half.account)
    spoken, _ = within_budget(half.account, half.burst, activity, half.size, budget)
    a, b, shared = shared_accounts(
        half.account[spoken], half.burst[spoken], half.size, FEWEST_SHARED
    )
    members = half.members()
    weight = shared / np.sqrt(members[a] * members[b])
    if a.size > MOST_PAIRS:
        strongest = np.sort(np.lexsort((b, a, -weight))[:MOST_PAIRS])
        a, b, weight = a[strongest], b[strongest], weight[strongest]
    return _Ties(a, b, weight, half.size)


def _worth(group: Ints, everyone: _Part, least_share: float) -> Ints:
    """Return the groups with enough bursts and enough of all participation; the others are NONE."""
    grouped = group[everyone.burst]
    part = np.bincount(grouped[grouped != NONE], minlength=1) / grouped.size
    bursts = np.bincount(group[group != NONE], minlength=part.size)
    chosen = np.flatnonzero((part >= least_share) & (bursts >= FEWEST_BURSTS))
    return np.where(np.isin(group, chosen), group, NONE)


def _tested(half: _Part, group: Ints, known: Ints, q: float) -> tuple[Ints, Ints, Reals, Reals]:
    """Return a, b, p, q of the pairs inside groups that the other half finds."""
    inside = half.of(group[half.burst] != NONE)
    a, b, shared = shared_accounts(inside.account, inside.burst, half.size, FEWEST_SHARED)
    fresh = (group[a] == group[b]) & ~np.isin(a * half.size + b, known)
    a, b, shared = a[fresh], b[fresh], shared[fresh]
    bursts = np.bincount(group[group != NONE])
    tests = float(np.sum(bursts * (bursts - 1) / 2))
    p = np.maximum(stats.poisson.sf(shared - 1, half.expected(group, a, b)), LEAST)
    adjusted = q_values(p, tests)
    found = adjusted <= q
    return a[found], b[found], p[found], adjusted[found]


def _counted(everyone: _Part, a: Ints, b: Ints) -> Ints:
    """Return how many accounts each pair of bursts shares."""
    mine = everyone.of(np.isin(everyone.burst, np.r_[a, b]))
    one, other, shared = shared_accounts(mine.account, mine.burst, mine.size, FEWEST_SHARED)
    place = np.searchsorted(one * mine.size + other, a * mine.size + b)
    return shared[place]
