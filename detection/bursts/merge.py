"""Merging communities of bursts that one set of accounts made."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy import sparse

from detection.arrays import Flags, Ints, Reals, ints, reals
from detection.bursts.bundles import Bundles
from detection.bursts.communities import NONE


def merge_communities(
    taking_part: pa.Table,
    community: Ints,
    accounts: Ints,
    bundles: Bundles,
    least_ratio: float,
) -> Ints:
    """Join communities that share accounts about as densely as each does within.

    W_AB = mean over bursts a of A, b of B of c_ab / sqrt(n_a n_b), where bursts of one bundle count
    as one, and what one bundle or one post ties is left out. A and B are one when
    W_AB >= ratio max(W_AA, W_BB): the same accounts give 1, other accounts about 0. Best mutual
    pairs first, to a fixed point. (The geometric mean would fuse exclusive with popular bursts.)

    Args:
        taking_part: account, burst; distinct.
        community: Community of each burst, NONE outside.
        accounts: Accounts of each burst.
        bundles: Which bursts are one piece of evidence.
        least_ratio: The ratio.

    Returns:
        The community of each burst, numbered from 0 in the order of their first bursts.
    """
    inside = np.flatnonzero(community != NONE)
    if inside.size == 0:
        return community
    count = int(community.max()) + 1
    weight, pieces = _weights(community, accounts, bundles.bundle, inside, count)
    density = _ties(taking_part, community, weight, bundles, count)
    label = np.arange(count)
    while True:
        into = _best_mutual(density, pieces, least_ratio)
        if into is None:
            break
        fold = sparse.csr_array((np.ones(into.size), (into, np.arange(into.size))))
        density = sparse.csr_array(fold @ density @ fold.T)
        pieces = np.asarray(fold @ pieces, dtype=np.float64)
        label = into[label]
    merged = community.copy()
    merged[inside] = label[community[inside]]
    return merged


def _weights(
    community: Ints, accounts: Ints, bundle: Ints, inside: Ints, count: int
) -> tuple[Reals, Reals]:
    """Return each burst's weight, 1 / (sqrt(n) bursts of its bundle here), and bundles of each."""
    size = accounts.size
    key = community[inside] * size + bundle[inside]
    kinds, inverse, several = np.unique(key, return_inverse=True, return_counts=True)
    weight = np.zeros(size)
    weight[inside] = 1.0 / (np.sqrt(accounts[inside]) * several[inverse])
    return weight, np.bincount(kinds // size, minlength=count).astype(float)


def _ties(
    taking_part: pa.Table, community: Ints, weight: Reals, bundles: Bundles, count: int
) -> sparse.csr_array:
    """Return the sums over pairs of bursts behind W: all, less same bundle, less same post."""
    account, burst = ints(taking_part, "account"), ints(taking_part, "burst")
    here = community[burst] != NONE
    account, burst = account[here], burst[here]
    pieces = np.unique(account * community.size + bundles.bundle[burst], return_inverse=True)[1]
    everything = _gram(account, community[burst], weight[burst], count)
    one_bundle = _gram(pieces, community[burst], weight[burst], count)
    one_post = _one_post(community, weight, bundles, count)
    return sparse.csr_array(everything - one_bundle - one_post)


def _gram(group: Ints, community: Ints, weight: Reals, count: int) -> sparse.csr_array:
    shape = (int(group.max(initial=-1)) + 1, count)
    sums = sparse.csr_array((weight, (group, community)), shape=shape)
    return sparse.csr_array(sums.T @ sums)


def _one_post(community: Ints, weight: Reals, bundles: Bundles, count: int) -> sparse.csr_array:
    a, b = ints(bundles.coposts, "a"), ints(bundles.coposts, "b")
    accounts = reals(bundles.coposts, "accounts")
    apart: Flags = (
        (community[a] != NONE) & (community[b] != NONE) & (bundles.bundle[a] != bundles.bundle[b])
    )
    a, b = a[apart], b[apart]
    tie = accounts[apart] * weight[a] * weight[b]
    one_way = sparse.csr_array((tie, (community[a], community[b])), shape=(count, count))
    return sparse.csr_array(one_way + one_way.T)


def _best_mutual(ties: sparse.csr_array, pieces: Reals, least_ratio: float) -> Ints | None:
    """Return for each community the one it goes into; None where nothing is to merge."""
    within = np.maximum(ties.diagonal(), 0.0) / np.maximum(pieces * (pieces - 1), 1.0)
    upper = sparse.coo_array(sparse.triu(ties, k=1))
    a, b = upper.row.astype(np.int64), upper.col.astype(np.int64)
    densest = np.maximum(np.maximum(within[a], within[b]), 1e-30)
    ratio = upper.data / (pieces[a] * pieces[b]) / densest
    close = np.flatnonzero((ratio >= least_ratio) & (within[a] > 0) & (within[b] > 0))
    if close.size == 0:
        return None
    into = np.arange(pieces.size)
    used = np.zeros(pieces.size, dtype=np.bool_)
    for k in close[np.lexsort((b[close], a[close], -ratio[close]))]:
        if not used[a[k]] and not used[b[k]]:
            into[b[k]] = a[k]
        used[a[k]] = used[b[k]] = True
    return np.unique(into, return_inverse=True)[1].astype(np.int64)
