"""Pairs of bursts of a ring that makes much of the traffic, which the plain null would hide.

What two bursts share by chance is reckoned from how busy their accounts are (`pairs`). Of a ring
that has the share f of all participation, that null expects f times what the ring does: a crew of
40 among 300 accounts hides itself. Here its own doings are left out of what chance may do.

The accounts are cut into two halves at random. One half proposes groups of bursts; the accounts of
the other half test them. For a group C and two of its bursts, lambda = max(E_a n_b, E_b n_a) / M,
where E_a sums what the accounts of a did outside C and M is all participation outside C: were C
like anything else, they would meet there as they meet elsewhere; and at least n_a n_b / N, N = all
accounts. Then the halves change places.

Invariants:
- No account both proposes a pair and tests it: what was found by chance in one half is not there
  in the other.
- The body of all users is no crew, though it makes most of the traffic and does little outside of
  itself: a group counts only if it has `dominant_share` of all participation, and at most
  1 / `dominant_busy` of that share of all accounts ever came near it.
- Bursts with a significant pair of their own are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import stats

from detection.arrays import Flags, Ints, Reals, ints
from detection.bursts.algorithms import Algorithm, WeightedGraph
from detection.bursts.bundles import Bundles
from detection.bursts.bursts import Bursts
from detection.bursts.communities import NONE
from detection.bursts.merge import merge_communities
from detection.bursts.pairs import Pairs, shared_accounts, within_budget
from detection.options import Constants
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
        apart = most / np.maximum(total[group[a]], 1)
        return np.maximum(apart, members[a] * members[b] / max(np.count_nonzero(activity), 1))


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
        constants: dominant_share, dominant_busy, merge_ratio, pair_budget.
        timeless: Whether each object has no time line. Such bursts stay out: the many phrases of
            one manuscript would be most of what a ring does.
    """
    taking_part = bursts.taking_part(relations)
    size = bursts.table.num_rows
    objects = ints(bursts.table, "object")
    everyone = _Part(ints(taking_part, "account"), ints(taking_part, "burst"), size)
    settled = timeless[objects]
    settled[np.r_[pairs.a, pairs.b]] = True
    everyone = everyone.of(~settled[everyone.burst])
    if everyone.account.size == 0:
        return pairs
    accounts = np.unique(ints(taking_part, "account")).size
    known = ints(bundles.coposts, "a") * size + ints(bundles.coposts, "b")
    one = np.random.default_rng([seed, size]).random(int(everyone.account.max()) + 1) < 0.5
    for first in (one, ~one):
        half = everyone.of(first[everyone.account])
        group = merge_communities(
            half.table(),
            _proposed(half, algorithm, seed, constants.pair_budget),
            np.maximum(half.members(), 1),
            bundles,
            constants.merge_ratio,
        )
        group = _dominant(group, everyone, accounts, constants)
        if (group == NONE).all():
            continue
        a, b, p, adjusted = _tested(everyone.of(~first[everyone.account]), group, known, q / 2)
        expected = everyone.expected(group, a, b)
        pairs = pairs.with_more(a, b, _counted(everyone, a, b), expected, p, adjusted)
        known = np.r_[known, a * size + b]
    return pairs


def _proposed(half: _Part, algorithm: Algorithm, seed: int, budget: int) -> Ints:
    """Return the group of each burst that one half of the accounts proposes."""
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
    group = np.full(half.size, NONE, dtype=np.int64)
    if a.size:
        nodes, ends = np.unique(np.r_[a, b], return_inverse=True)
        graph = WeightedGraph(nodes.size, ends[: a.size], ends[a.size :], weight)
        group[nodes] = algorithm(graph, seed)
    return group


def _dominant(group: Ints, everyone: _Part, accounts: int, constants: Constants) -> Ints:
    """Return the groups that a crew may have made; the others are NONE."""
    inside = everyone.of(group[everyone.burst] != NONE)
    count = int(group.max(initial=0)) + 1
    share = np.bincount(group[inside.burst], minlength=count) / everyone.account.size
    came = np.unique(inside.account * count + group[inside.burst]) % count
    crowd = np.bincount(came, minlength=count) / accounts
    bursts = np.bincount(group[group != NONE], minlength=count)
    chosen = (share >= constants.dominant_share) & (crowd * constants.dominant_busy <= share)
    chosen &= bursts >= FEWEST_BURSTS
    return np.where(np.isin(group, np.flatnonzero(chosen)), group, NONE)


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
