"""What is left of a count without the ring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.reach.estimate import FEWEST_HELD, left, left_of_all


def one(held: float, own: float, total: float) -> tuple[float, float, float]:
    found = left(np.array([held]), np.array([own]), np.array([total]))
    return float(found.without[0]), float(found.low[0]), float(found.high[0])


def test_what_is_all_held_is_counted_and_not_estimated() -> None:
    assert one(40, 30, 40) == (10, 10, 10)


def test_missing_reposts_are_taken_to_be_like_those_that_are_held() -> None:
    without, low, high = one(100, 75, 1_000)
    assert without == pytest.approx(25 + 900 * 25.5 / 101)
    assert 25 < low < without < high < 1_000 - 75


def test_too_few_held_give_only_what_is_certain() -> None:
    without, low, high = one(FEWEST_HELD - 1, 1, 500)
    assert np.isnan(without)
    assert (low, high) == (FEWEST_HELD - 2, 499)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(5)
    total, own = 400, 260
    held = np.full(800, 60.0)
    sampled = rng.hypergeometric(own, total - own, 60, 800).astype(np.float64)
    found = left(held, sampled, np.full(800, float(total)))
    covered = (found.low <= total - own) & (total - own <= found.high)
    assert 0.93 <= covered.mean() <= 0.99


def test_all_posts_together_add_up_and_posts_with_too_few_count_with_what_is_held() -> None:
    held, own = np.array([100.0, 2.0, 10.0]), np.array([75.0, 1.0, 4.0])
    total, without, low, high = left_of_all(held, own, np.array([1_000.0, 90.0, 10.0]))
    assert total == 1_000 + 2 + 10
    assert without == pytest.approx(25 + 900 * 25.5 / 101 + 1 + 6)
    assert 32 < low < without < high < total - own.sum()


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 5_000))
def test_what_is_left_lies_between_what_is_certain(others: int, own: int, missing: int) -> None:
    without, low, high = one(others + own, own, others + own + missing)
    assert others <= low <= high <= others + missing
    assert np.isnan(without) or low - 1e-9 <= without <= high + 1e-9 or missing < 5
