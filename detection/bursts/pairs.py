"""Pairs of bursts that share more accounts than chance allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
from ibis import _
from scipy import sparse, stats

from detection.arrays import Flags, Ints, Reals, ints, reals
from detection.bursts.bundles import Bundles
from detection.bursts.bursts import Bursts
from detection.options import Constants
from detection.relations import Relations
from detection.significance import LEAST, q_values

BLOCK_PRODUCTS = 8_000_000
"""How many products of the incidence matrix are held at once: about 200 MB."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The significant pairs of bursts, a < b, sorted by a, b.

    Attributes:
        a: Code of one burst.
        b: Code of the other.
        shared: Accounts in both, never by one and the same post.
        expected: How many chance would give.
        p: Poisson tail.
        q: q-value among all T (T - 1) / 2 pairs of T bursts.
        tested: How many pairs shared enough accounts to be tested.
        cap: Most bursts an account spoke for; -1 where all did for all.
    """

    a: Ints
    b: Ints
    shared: Ints
    expected: Reals
    p: Reals
    q: Reals
    tested: int
    cap: int

    def with_more(
        self, a: Ints, b: Ints, shared: Ints, expected: Reals, p: Reals, q: Reals
    ) -> Pairs:
        """Return these pairs with others, none of which is here already."""
        order = np.lexsort((np.r_[self.b, b], np.r_[self.a, a]))
        return replace(
            self,
            a=np.r_[self.a, a][order],
            b=np.r_[self.b, b][order],
            shared=np.r_[self.shared, shared][order],
            expected=np.r_[self.expected, expected][order],
            p=np.r_[self.p, p][order],
            q=np.r_[self.q, q][order],
        )


def find_pairs(
    relations: Relations,
    bursts: Bursts,
    bundles: Bundles,
    q: float,
    constants: Constants,
) -> Pairs:
    """Test each pair of bursts on the accounts that took part in both.

    Expected by chance: lambda = max(D_a n_b, D_b n_a) / sum d, where d_u = bundles of account u
    (the link and the text of one post are one thing that it did: a ring shall look no busier),
    n_a = accounts of burst a, D_a = sum over the accounts u of a of (d_u - 1): it knows how busy
    those very accounts are (Chung and Lu 2002, given who is in the burst). For two bursts of one
    object lambda is at least kappa_o n_a n_b, with kappa_o = sum d (d - 1) / (sum d)^2 within the
    object: its regular audience comes back. p = P(Poisson(lambda) >= shared).

    Args:
        relations: Where relational steps run.
        bursts: The bursts.
        bundles: What is one piece of evidence; who posted two bursts by one post is not counted.
        q: False discovery rate.
        constants: pair_shared, pair_budget.
    """
    size = bursts.table.num_rows
    taking_part = bursts.taking_part(relations)
    account, burst = ints(taking_part, "account"), ints(taking_part, "burst")
    spoken, cap = within_budget(account, burst, np.bincount(account), size, constants.pair_budget)
    a, b, shared = shared_accounts(
        account[spoken], burst[spoken], size, constants.pair_shared, bundles.coposts
    )
    activity = np.bincount(np.unique(account * size + bundles.bundle[burst]) // size)
    if a.size == 0:
        nothing = np.zeros(0)
        return Pairs(a, b, shared, nothing, nothing, nothing, 0, cap)
    expected = _expected(relations, bursts.table, taking_part, activity, a, b)
    p = np.maximum(stats.poisson.sf(shared - 1, expected), LEAST)
    adjusted = q_values(p, size * (size - 1) / 2)
    kept = adjusted <= q
    return Pairs(
        a[kept],
        b[kept],
        shared[kept],
        expected[kept],
        p[kept],
        adjusted[kept],
        tested=a.size,
        cap=cap,
    )


def within_budget(
    account: Ints, burst: Ints, activity: Ints, size: int, budget: int
) -> tuple[Flags, int]:
    """Keep the sum over accounts of (bursts spoken for) squared within the budget.

    Over it an account speaks for its `cap` bursts of smallest rank in one random order, the same
    for all accounts: two busy accounts then speak for the same bursts, and none is sampled away.
    """
    if float(np.sum(activity.astype(float) ** 2)) <= budget:
        return np.ones(account.size, dtype=np.bool_), -1
    low, high = 1, int(activity.max())
    while low < high:  # the largest cap whose cost fits
        middle = (low + high + 1) // 2
        fits = float(np.sum(np.minimum(activity, middle).astype(float) ** 2)) <= budget
        low, high = (middle, high) if fits else (low, middle - 1)
    rank = np.random.default_rng(0).permutation(size)
    order = np.lexsort((rank[burst], account))
    place = np.arange(account.size) - np.searchsorted(account, account[order])
    spoken = np.zeros(account.size, dtype=np.bool_)
    spoken[order] = place < low
    return spoken, low


def shared_accounts(
    account: Ints, burst: Ints, size: int, least: int, coposts: pa.Table | None = None
) -> tuple[Ints, Ints, Ints]:
    """Return the pairs a < b of bursts with at least so many common accounts, and how many.

    Args:
        account: Who took part; with `burst` distinct.
        burst: In what.
        size: Number of bursts.
        least: Fewest common accounts.
        coposts: a, b, accounts: who posted both by one post, and is not counted. None: nobody.
    """
    one_post = sparse.csr_array((size, size), dtype=np.int32)
    if coposts is not None:
        one_post = _matrix(ints(coposts, "a"), ints(coposts, "b"), ints(coposts, "accounts"), size)
    found = [(np.zeros(0, np.int64),) * 3]
    for first, common in _products(account, burst, size):
        apart = sparse.triu(common - one_post[first : first + common.shape[0]], k=1 + first)
        rows = sparse.coo_array(apart)
        enough = rows.data >= least
        found.append(
            (
                rows.row[enough].astype(np.int64) + first,
                rows.col[enough].astype(np.int64),
                rows.data[enough].astype(np.int64),
            )
        )
    a, b, shared = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((b, a))
    return a[order], b[order], shared[order]


def _matrix(rows: Ints, columns: Ints, values: Ints, size: int) -> sparse.csr_array:
    return sparse.csr_array((values.astype(np.int32), (rows, columns)), shape=(size, size))


def _products(account: Ints, burst: Ints, size: int) -> Iterator[tuple[int, sparse.csr_array]]:
    """Yield blocks of rows of A'A, A = accounts x bursts, with the number of the first row."""
    ones = np.ones(account.size, dtype=np.int32)
    shape = (int(account.max(initial=-1)) + 1, size)
    incidence = sparse.csr_array((ones, (account, burst)), shape=shape)
    transposed = sparse.csr_array(incidence.T)
    cost = np.bincount(burst, weights=np.diff(incidence.indptr)[account], minlength=size)
    block = np.cumsum(cost) // BLOCK_PRODUCTS
    edges = np.r_[np.flatnonzero(np.diff(block, prepend=-1.0)), size]
    for first, last in pairwise(edges.tolist()):
        yield first, sparse.csr_array(transposed[first:last] @ incidence)


def _expected(
    relations: Relations,
    table: pa.Table,
    taking_part: pa.Table,
    activity: Ints,
    a: Ints,
    b: Ints,
) -> Reals:
    accounts, objects = ints(table, "accounts"), ints(table, "object")
    account, burst = ints(taking_part, "account"), ints(taking_part, "burst")
    busy = np.bincount(burst, weights=activity[account] - 1, minlength=accounts.size)
    expected = np.maximum(busy[a] * accounts[b], busy[b] * accounts[a]) / activity.sum()
    regular = _regulars(relations, objects[burst], account)[objects[a]]
    same = objects[a] == objects[b]
    return np.where(same, np.maximum(expected, regular * accounts[a] * accounts[b]), expected)


def _regulars(relations: Relations, objects: Ints, account: Ints) -> Reals:
    """Return kappa of each object: how much its accounts come back to it."""
    rows = relations.rows(pa.table({"object": objects, "account": account}))
    visits = rows.group_by("object", "account").agg(d=rows.count())
    found = relations.run(
        visits.group_by("object")
        .agg(all=_.d.sum(), again=(_.d * (_.d - 1)).sum())
        .select("object", kappa=_.again / (_["all"] * _["all"]).cast("float64"))
        .order_by("object")
    )
    kappa = np.zeros(int(objects.max(initial=-1)) + 1)
    kappa[ints(found, "object")] = reals(found, "kappa")
    return kappa
