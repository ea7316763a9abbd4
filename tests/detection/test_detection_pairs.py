"""Bursts, bundles and pairs on a few events that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from detection.arrays import ints
from detection.bursts.bundles import find_bundles
from detection.bursts.bursts import Bursts, find_bursts
from detection.bursts.pairs import find_pairs
from detection.options import Constants
from detection.relations import Relations
from detection.rings.claims import AUDIENCE, RING, Finding
from detection.rings.members import Evidence, Membership
from detection.rings.proof import prove

HOUR = 3_600_000_000


def events(*rows: tuple[int, int, int, int]) -> pa.Table:
    """Rows of account, post, object, hour."""
    account, post, thing, hour = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    exact = np.full(len(account), 1_000_000)
    return pa.table(
        {"account": account, "post": post, "object": thing, "at": hour * HOUR, "exact": exact}
    )


def test_a_burst_needs_three_accounts(relations: Relations) -> None:
    rows = [(a, a, 0, 0) for a in range(3)] + [(a, 10 + a, 1, 0) for a in range(2)]
    found = find_bursts(relations, events(*rows), 100, Constants())
    assert found.table.select(["object", "accounts", "posts"]).to_pylist() == [
        {"object": 0, "accounts": 3, "posts": 3}
    ]
    assert found.dropped == 2


def lockstep(objects: int, accounts: int, *, one_post: bool) -> list[tuple[int, int, int, int]]:
    """All accounts touch all objects, each in a post of its own, or all in one post."""
    return [
        (a, a if one_post else a * objects + o, o, 0)
        for a in range(accounts)
        for o in range(objects)
    ]


def crowd(objects: int, first_post: int) -> list[tuple[int, int, int, int]]:
    """A thousand accounts that each touch two of many other objects."""
    return [
        (100 + k // 2, first_post + k, 50 + (k * 7919 + k // 2) % objects, 0) for k in range(2000)
    ]


@pytest.mark.parametrize(("one_post", "bundles", "pairs"), [(True, 1, 0), (False, 3, 3)])
def test_what_travels_in_one_post_is_one_piece_of_evidence(
    relations: Relations, one_post: bool, bundles: int, pairs: int
) -> None:
    rows = lockstep(3, 12, one_post=one_post) + crowd(200, 10_000)
    found = find_bursts(relations, events(*rows), 1100, Constants())
    bundle = find_bundles(relations, found.events, ints(found.table, "posts"), 0.5)
    assert len({bundle.bundle[k] for k in range(3)}) == bundles
    tested = find_pairs(relations, found, bundle, 0.01, Constants())
    planted = [(a, b) for a, b in zip(tested.a, tested.b, strict=True) if b < 3]
    assert len(planted) == pairs
    if pairs:
        assert tested.shared[:3].tolist() == [12, 12, 12]
        assert np.all(tested.expected < 1)
        assert np.all(tested.q <= 0.01)


def test_over_budget_busy_accounts_speak_for_the_same_bursts(relations: Relations) -> None:
    rows = lockstep(20, 12, one_post=False) + crowd(200, 10_000)
    found = find_bursts(relations, events(*rows), 1100, Constants())
    bundle = find_bundles(relations, found.events, ints(found.table, "posts"), 0.5)
    tested = find_pairs(relations, found, bundle, 0.01, Constants(pair_budget=6000))
    assert 2 <= tested.cap < 20
    planted = np.count_nonzero(tested.b < 20)
    assert planted == tested.cap * (tested.cap - 1) / 2


def met(public_only: range, tier: str) -> set[int]:
    """Ten accounts in five bursts: two of a hashtag, three of texts; some at the hashtag only."""
    rows = [
        (account, burst)
        for burst in range(5)
        for account in range(10)
        if burst < 2 or account not in public_only
    ]
    account, burst = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    table = pa.table(
        {
            "account": account,
            "post": np.arange(account.size),
            "burst": burst,
            "at": burst * 24 * HOUR,
            "bundle": burst,
            "community": np.zeros(account.size, np.int64),
        }
    )
    nothing, everything = np.zeros(10, np.int64), np.ones(account.size, np.bool_)
    evidence = Evidence(table, nothing, nothing, nothing)
    level = Membership(pa.table({}), everything, everything, np.ones(account.size), np.zeros(1))
    accounts = np.arange(10)
    finding = Finding(tier, 0, (0,), None, accounts, np.zeros(10), np.zeros(10))  # type: ignore[arg-type]
    public = np.array([True, True, False, False, False])
    proofs = prove(evidence, [level], [finding], public, Constants())
    return {int(a) for proof in proofs for a in proof.finding.accounts}


def test_critics_at_the_same_hashtags_are_no_members() -> None:
    assert met(range(7, 10), RING) == set(range(7))


def test_the_rule_for_critics_does_not_touch_audiences() -> None:
    assert met(range(1, 10), AUDIENCE) == set(range(10))


def test_bursts_know_their_signals() -> None:
    bursts = Bursts(pa.table({"object": [1, 0]}), pa.table({}), 0)
    objects = pa.table({"signal": ["co_hashtag", "text"]})
    assert bursts.of_signals(objects, ("co_hashtag",)).tolist() == [False, True]


def bundles_of(relations: Relations, part: list[int], *, timeless: bool) -> list[int]:
    """Return the bundles of a text that was copied at two times, and of a part of the family."""
    posts = [list(range(10)), list(range(10, 20)), part]
    post = np.concatenate([np.array(p, np.int64) for p in posts])
    burst = np.repeat(np.arange(3), [len(p) for p in posts])
    found = find_bundles(
        relations,
        pa.table({"account": post, "post": post, "burst": burst}),
        np.array([len(p) for p in posts]),
        0.5,
        np.zeros(3, np.int64),
        np.array([False, False, timeless]),
    )
    return found.bundle.tolist()


def test_a_phrase_of_some_copies_is_one_piece_of_evidence_with_the_text(
    relations: Relations,
) -> None:
    assert bundles_of(relations, [1, 2, 3], timeless=True) == [0, 1, 0]
    assert bundles_of(relations, [1, 2, 12, 30, 31], timeless=True) == [0, 1, 2]


def test_what_has_no_time_line_does_not_join_what_happened_at_two_times(
    relations: Relations,
) -> None:
    assert len(set(bundles_of(relations, list(range(20)), timeless=True)[:2])) == 2
