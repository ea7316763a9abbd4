"""Kernels on cases that can be reckoned by hand, or by another library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detection.arrays import first_seen, starts_of
from detection.rings.purity import local_share
from detection.rings.shape import falling_fit, fit_shape
from detection.significance import q_values


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_q_values_are_those_of_scipy(p: list[float]) -> None:
    values = np.array(p)
    expected = stats.false_discovery_control(values)
    assert np.allclose(q_values(values, values.size), np.maximum(expected, 1e-300))


def test_tests_that_were_not_kept_count_as_tests() -> None:
    assert q_values(np.array([0.001, 0.5]), 100).tolist() == [0.1, 1.0]


def test_no_test_has_no_q_value() -> None:
    assert q_values(np.zeros(0), 10).size == 0


FALLING = {
    "falls already": ([8.0, 4.0, 2.0], [1.0, 1.0, 1.0], [8.0, 4.0, 2.0], 3),
    "one violation": ([8.0, 2.0, 4.0], [1.0, 1.0, 1.0], [8.0, 3.0, 3.0], 2),
    "rises": ([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0], 1),
    "weights": ([6.0, 6.0], [1.0, 0.5], [8.0, 4.0], 1),
}


@pytest.mark.parametrize("case", FALLING)
def test_pooling_adjacent_violators_gives_the_fit_by_hand(case: str) -> None:
    counts, weights, fit, blocks = FALLING[case]
    found, block = falling_fit(np.array(counts), np.array(weights))
    assert np.allclose(found, fit)
    assert block.max() + 1 == blocks


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_the_fit_falls_against_its_weights_and_keeps_the_total(counts: list[int]) -> None:
    values = np.array(counts, dtype=float)
    weights = 1.0 / np.arange(1, values.size + 1)
    fit, _ = falling_fit(values, weights)
    assert np.all(np.diff(fit / weights) <= 1e-9)
    assert np.isclose(fit.sum(), values.sum())


def test_an_audience_has_no_bump() -> None:
    audience = np.floor(1000.0 / np.arange(1, 21) ** 1.8)
    assert fit_shape(audience, 1.0, 0.5, 400, [0]).p > 0.5


def test_a_ring_is_a_bump_and_the_audience_below_it_stays_out() -> None:
    counts = np.array([300, 60, 20, 8, 3, 2, 1, 2, 6, 12, 14, 10, 5, 1], dtype=float)
    shape = fit_shape(counts, 1.0, 0.5, 400, [0])
    assert shape.p < 1e-6
    assert 7 <= shape.least <= shape.bump <= 10
    assert shape.seen >= 40
    assert shape.expected < shape.seen / 2


def test_a_ring_without_an_audience_is_a_bump_of_all() -> None:
    counts = np.zeros(20)
    counts[9:15] = 5
    shape = fit_shape(counts, 1.0, 0.5, 400, [0])
    assert shape.p < 1e-6
    assert shape.least <= 10


def test_one_count_is_no_bump() -> None:
    assert fit_shape(np.array([7.0]), 1.0, 0.5, 400, [0]).p == 1.0


def test_the_shape_does_not_depend_on_the_hour() -> None:
    counts = np.array([50, 10, 3, 9, 12, 4], dtype=float)
    assert fit_shape(counts, 1.0, 0.5, 400, [3]) == fit_shape(counts, 1.0, 0.5, 400, [3])


def test_purity_is_the_share_of_members_around_an_event() -> None:
    burst = np.zeros(5, np.int64)
    member = np.array([True, True, False, False, False])
    share = local_share(burst, member, np.zeros(5), neighbours=1)
    # the window of three slides inwards at both ends
    assert share.tolist() == [0.5, 0.5, 0.5, 0.0, 0.0]


def test_purity_never_looks_into_another_burst() -> None:
    burst = np.array([0, 0, 1, 1])
    member = np.array([True, True, False, False])
    assert local_share(burst, member, np.zeros(4), 8).tolist() == [1.0, 1.0, 0.0, 0.0]


def test_members_that_chance_expects_make_nothing_pure() -> None:
    share = local_share(np.zeros(9, np.int64), np.ones(9, np.bool_), np.ones(9), 8)
    assert share.tolist() == [0.0] * 9


def test_an_event_alone_is_not_pure() -> None:
    assert local_share(np.array([4]), np.array([True]), np.zeros(1), 8).tolist() == [0.0]


def test_groups_begin_where_a_key_changes() -> None:
    assert starts_of(np.array([1, 1, 2]), np.array([0, 1, 1])).tolist() == [True, True, True]
    assert first_seen(np.array([5, 3, 5, 5]), np.array([0, 0, 0, 1])).tolist() == [
        True, True, False, True,
    ]  # fmt: skip
