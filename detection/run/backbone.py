"""The sparse network between the members of a ring: for the eye, and never quadratic."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy import sparse

from detection.arrays import Flags, Ints, Reals, first_seen, ints
from detection.options import Constants

SHORTLIST = 4
"""Candidates kept for each edge wanted, before exact weights are computed."""


def find_edges(events: pa.Table, sizes: Ints, constants: Constants) -> pa.Table:
    """Link each member to its nearest co-members.

    Candidates are the members that follow each other in a bundle, in order of time. The weight of
    a pair is the sum over the bundles that both took part in of 1 / ln(1 + n), n = accounts of the
    bundle (Adamic and Adar 2003).

    Args:
        events: ring, account, bundle, at of the members' evidence.
        sizes: Accounts of each bundle, by code.
        constants: edge_window, edges_per_member.

    Returns:
        ring, a, b (account codes, a < b), weight; sorted by ring, a, b. At most edges_per_member
        times the members. Cost: linear in the events.
    """
    visits = _visits(events)
    ring, account = ints(visits, "ring"), ints(visits, "account")
    key = ring * (int(account.max(initial=0)) + 1) + account
    members, row = np.unique(key, return_inverse=True)
    a, b, near = _follow(visits, row, sizes, constants.edge_window)
    short = _nearest(a, b, near, members.size, SHORTLIST * constants.edges_per_member)
    a, b = a[short], b[short]
    bundle = ints(visits, "bundle")
    worth = 1.0 / np.log1p(np.maximum(sizes[bundle], 1))
    weight = _dot(row, bundle, np.sqrt(worth), a, b)
    best = _nearest(a, b, weight, members.size, constants.edges_per_member)
    a, b, weight = a[best], b[best], weight[best]
    codes = members % (int(account.max(initial=0)) + 1)
    rings = members // (int(account.max(initial=0)) + 1)
    ring, a, b = rings[a], codes[a], codes[b]
    order = np.lexsort((b, a, ring))
    columns = {"ring": ring, "a": a, "b": b, "weight": weight}
    return pa.table({name: column[order] for name, column in columns.items()})


def _visits(events: pa.Table) -> pa.Table:
    """Return the first event of each account in each bundle, sorted by ring, bundle, time."""
    at, account = ints(events, "at"), ints(events, "account")
    ring, bundle = ints(events, "ring"), ints(events, "bundle")
    order = np.lexsort((account, at, bundle, ring))
    visits = events.take(pa.array(order))
    fresh = first_seen(ring[order], bundle[order], account[order])
    return visits.filter(pa.array(fresh))


def _follow(visits: pa.Table, row: Ints, sizes: Ints, window: int) -> tuple[Ints, Ints, Reals]:
    """Return pairs of members that are close in time in a bundle, and a first guess of weight."""
    ring, bundle = ints(visits, "ring"), ints(visits, "bundle")
    pairs: list[tuple[Ints, Ints, Reals]] = []
    for step in range(1, window + 1):
        together = (ring[step:] == ring[:-step]) & (bundle[step:] == bundle[:-step])
        one, other = row[:-step][together], row[step:][together]
        worth = 1.0 / np.log1p(np.maximum(sizes[bundle[step:][together]], 1))
        pairs.append((np.minimum(one, other), np.maximum(one, other), worth))
    a, b, worth = (np.concatenate(part) for part in zip(*pairs, strict=True))
    width = int(row.max(initial=0)) + 1
    key, inverse = np.unique(a * width + b, return_inverse=True)
    weight = np.zeros(key.size)
    np.add.at(weight, inverse, worth)
    return key // width, key % width, weight


def _nearest(a: Ints, b: Ints, weight: Reals, members: int, most: int) -> Flags:
    """Return which pairs are among the heaviest `most` of one of their two ends."""
    end, pair = np.r_[a, b], np.r_[np.arange(a.size), np.arange(a.size)]
    other = np.r_[b, a]
    order = np.lexsort((other, -np.r_[weight, weight], end))
    place = np.arange(order.size) - np.searchsorted(end[order], np.arange(members))[end[order]]
    chosen = np.zeros(a.size, dtype=np.bool_)
    chosen[pair[order[place < most]]] = True
    return chosen


def _dot(row: Ints, bundle: Ints, value: Reals, a: Ints, b: Ints) -> Reals:
    """Return the inner products of the rows a and b of a members x bundles matrix."""
    matrix = sparse.csr_array((value, (row, bundle)))
    products = [
        np.asarray(matrix[a[k : k + 100_000]].multiply(matrix[b[k : k + 100_000]]).sum(axis=1))
        for k in range(0, a.size, 100_000)
    ]
    return np.concatenate([np.zeros(0), *(part.ravel() for part in products)])
