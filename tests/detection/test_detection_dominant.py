"""A crew that makes most of the traffic, and the body of all users, which is none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from detection.arrays import Ints, ints
from detection.bursts.algorithms import ALGORITHMS
from detection.bursts.bundles import find_bundles
from detection.bursts.bursts import find_bursts
from detection.bursts.dominant import add_dominant
from detection.bursts.pairs import Pairs, find_pairs
from detection.options import Constants
from detection.relations import Relations

HOUR = 3_600_000_000
ORDERS = 40


def table(account: Ints, thing: Ints) -> pa.Table:
    return pa.table(
        {
            "account": account,
            "post": np.arange(account.size),
            "object": thing,
            "at": thing * 30 * HOUR + np.arange(account.size) % HOUR,
            "exact": np.full(account.size, 1_000_000),
        }
    )


def everyday(accounts: int, objects: int, visits: int, seed: int) -> tuple[Ints, Ints]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, accounts, visits), rng.integers(0, objects, visits)


def crew(seed: int) -> tuple[Ints, Ints]:
    """Thirty accounts, each at nearly all of forty orders, among 250 who do little."""
    rng = np.random.default_rng(seed)
    account, order = np.nonzero(rng.random((30, ORDERS)) < 0.8)
    others, liked = everyday(250, 60, 500, seed)
    own, theirs = everyday(30, 60, 60, seed + 1)
    return (
        np.r_[account, others + 30, own].astype(np.int64),
        np.r_[order, liked + ORDERS, theirs + ORDERS].astype(np.int64),
    )


def pairs_of(relations: Relations, account: Ints, thing: Ints) -> tuple[Pairs, Pairs, Ints]:
    """Return the pairs of the plain null, those with the dominant ones, and the objects."""
    constants = Constants()
    events = table(account, thing)
    bursts = find_bursts(relations, events, int(account.max()) + 1, constants)
    bundles = find_bundles(relations, bursts.events, ints(bursts.table, "posts"), 0.5)
    plain = find_pairs(relations, bursts, bundles, 0.01, constants)
    timeless = np.zeros(int(thing.max()) + 1, dtype=np.bool_)
    more = add_dominant(
        relations, bursts, bundles, plain, ALGORITHMS["leiden"], 0, 0.01, constants, timeless
    )
    return plain, more, ints(bursts.table, "object")


def test_a_crew_that_makes_most_of_the_traffic_no_longer_hides(relations: Relations) -> None:
    plain, more, objects = pairs_of(relations, *crew(0))
    ordered = (objects[more.a] < ORDERS) & (objects[more.b] < ORDERS)
    assert plain.a.size < ORDERS
    assert np.count_nonzero(ordered) > ORDERS * (ORDERS - 1) / 2 * 0.9
    assert np.mean(ordered) > 0.99
    assert np.all(more.shared > more.expected)
    assert np.all(np.lexsort((more.b, more.a)) == np.arange(more.a.size))


def test_the_body_of_all_users_is_no_crew(relations: Relations) -> None:
    plain, more, _ = pairs_of(relations, *everyday(200, 120, 3000, 0))
    assert more.a.size == plain.a.size


def test_the_same_accounts_are_the_same_halves(relations: Relations) -> None:
    _, one, _ = pairs_of(relations, *crew(0))
    _, other, _ = pairs_of(relations, *crew(0))
    assert np.array_equal(one.p, other.p)
