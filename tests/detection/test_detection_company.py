"""Weak members and bystanders, told apart by when they came."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from detection.arrays import Ints
from detection.rings.company import EVEN, Visits, _doubts  # pyright: ignore[reportPrivateUsage]

MEMBERS = 60


def crowd(bystander_hits: float, *, seed: int = 0) -> tuple[Ints, Ints]:
    """Return visits and hits of sixty members, then of three thousand others."""
    rng = np.random.default_rng(seed)
    k = np.r_[rng.poisson(8, MEMBERS) + 2, rng.geometric(0.7, 3000)]
    h = np.r_[rng.binomial(k[:MEMBERS], 0.9), rng.binomial(k[MEMBERS:], bystander_hits)]
    return k, h


def sure(k: Ints, h: Ints, least: int) -> np.ndarray:
    """Return the first judgement: members are those with enough hits."""
    return np.where((np.arange(k.size) < MEMBERS) & (h >= least), 0.0, 1.0)


def test_members_with_few_hits_are_found_where_bystanders_come_at_other_times() -> None:
    k, h = crowd(0.03)
    doubt = _doubts(k, h, sure(k, h, 8))
    weak = (np.arange(k.size) < MEMBERS) & (h >= 3) & (h < 8)
    assert weak.sum() > 5
    assert np.mean(doubt[weak] < EVEN) > 0.9
    assert np.count_nonzero(doubt[MEMBERS:] < EVEN) == 0


def test_bystanders_who_are_always_in_company_are_no_members() -> None:
    k, h = crowd(1.0)
    first = sure(k, h, 6)
    doubt = _doubts(k, h, first)
    assert np.count_nonzero(doubt[MEMBERS:] < EVEN) == 0


def test_a_regular_among_the_sure_members_is_doubted() -> None:
    k, h = crowd(0.03)
    k[MEMBERS], h[MEMBERS] = 70, 8
    first = sure(k, h, 3)
    first[MEMBERS] = 0.0
    doubt = _doubts(k, h, first)
    assert doubt[MEMBERS] > EVEN
    assert np.mean(doubt[:MEMBERS][first[:MEMBERS] == 0] < EVEN) > 0.95


@pytest.mark.parametrize("others", [0, 3000])
def test_nothing_is_decided_without_a_contrast(others: int) -> None:
    k, h = crowd(0.9)
    k, h = k[: MEMBERS + others], h[: MEMBERS + others]
    first = sure(k, h, 4)
    doubt = _doubts(k, h, first)
    assert np.count_nonzero(doubt[MEMBERS:] < EVEN) == 0


def test_visits_are_counted_in_pieces_of_evidence_at_the_objects_of_a_community() -> None:
    visits = Visits(
        object=np.array([0, 0, 0, 1, 2, 2]),
        account=np.array([0, 0, 1, 0, 1, 1]),
        bundle=np.array([0, 1, 0, 1, 2, 3]),
        objects=np.array([0, 0, 1, 2, 2]),
        community=np.array([5, -1, 5, 7, -1]),
    )
    # object 0 and 1 belong to community 5: account 0 has bundles 0 and 1, account 1 bundle 0
    assert visits.of(5, 3).tolist() == [2, 1, 0]
    assert visits.of(7, 3).tolist() == [0, 2, 0]
    assert pa.array(visits.of(9, 2)).to_pylist() == [0, 0]
