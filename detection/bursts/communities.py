"""Communities of bursts: each is the work of one set of accounts, a ring or an audience."""

from __future__ import annotations

import numpy as np

from detection.arrays import Ints, Reals
from detection.bursts.algorithms import Algorithm, WeightedGraph
from detection.bursts.pairs import Pairs

NONE = -1
"""Community of a burst that is in no significant pair."""

SMALL = 4
"""Communities of fewer bursts than this are not cut once more."""


def find_communities(pairs: Pairs, accounts: Ints, algorithm: Algorithm, seed: int) -> Ints:
    """Return the community of each burst, cut finely; `merge` joins what is one.

    The graph has a node for each burst of a pair and the weight c / sqrt(n_a n_b): the cosine of
    the two sets of accounts. Modularity has a resolution limit (Fortunato and Barthélemy 2007), so
    each community is cut once more on its own.

    Args:
        pairs: The significant pairs.
        accounts: Accounts of each burst.
        algorithm: How to cut a graph.
        seed: Its seed.
    """
    community = np.full(accounts.size, NONE, dtype=np.int64)
    if pairs.a.size == 0:
        return community
    weight = pairs.shared / np.sqrt(accounts[pairs.a] * accounts[pairs.b])
    bursts, ends = np.unique(np.r_[pairs.a, pairs.b], return_inverse=True)
    a, b = ends[: pairs.a.size], ends[pairs.a.size :]
    coarse = algorithm(WeightedGraph(bursts.size, a, b, weight), seed)
    community[bursts] = _cut_again(coarse, a, b, weight, algorithm, seed)
    return community


def _cut_again(
    coarse: Ints, a: Ints, b: Ints, weight: Reals, algorithm: Algorithm, seed: int
) -> Ints:
    fine = np.empty_like(coarse)
    within = np.flatnonzero(coarse[a] == coarse[b])
    within = within[np.argsort(coarse[a[within]], kind="stable")]
    count = int(coarse.max()) + 1
    edges = np.searchsorted(coarse[a[within]], np.arange(count + 1))
    order = np.argsort(coarse, kind="stable")
    nodes = np.searchsorted(coarse[order], np.arange(count + 1))
    used = 0
    for k in range(count):
        mine = order[nodes[k] : nodes[k + 1]]
        own = within[edges[k] : edges[k + 1]]
        if mine.size < SMALL or own.size == 0:
            fine[mine] = used
        else:
            ends = np.searchsorted(mine, a[own]), np.searchsorted(mine, b[own])
            fine[mine] = used + algorithm(WeightedGraph(mine.size, *ends, weight[own]), seed)
        used = int(fine[mine].max()) + 1
    return fine
