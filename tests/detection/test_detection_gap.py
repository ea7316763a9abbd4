"""The test of a gap: too few accounts with few hits."""

from __future__ import annotations

import numpy as np
import pytest

from detection.rings.gap import gap_p


def p_of(*counts: int, power: float = 1.0) -> float:
    return gap_p(np.array(counts, dtype=float), power, 200, [0])


def test_an_audience_has_no_gap() -> None:
    assert p_of(400, 100, 44, 25, 16, 11, 8, 6) > 0.2


def test_one_level_has_no_gap() -> None:
    assert p_of(12) == 1.0


def test_ten_accounts_with_four_to_nine_hits_and_nobody_below_are_a_gap() -> None:
    assert p_of(0, 0, 0, 2, 2, 1, 2, 2, 1) < 0.01


def test_more_accounts_make_it_surer() -> None:
    assert p_of(0, 0, 0, 6, 6, 3, 6, 6, 3) < p_of(0, 0, 0, 2, 2, 1, 2, 2, 1) / 100


def test_the_flattest_audience_is_rejected_no_more_often_than_p_says() -> None:
    rng = np.random.default_rng(0)
    mean = 12.0 / np.arange(1, 13)
    found = np.array([p_of(*rng.poisson(mean).tolist()) for _ in range(300)])
    assert np.mean(found <= 0.05) <= 0.08
    assert np.mean(found <= 0.01) <= 0.03


@pytest.mark.parametrize("power", [0.5, 2.0])
def test_a_steeper_audience_leaves_less_room_for_a_ring(power: float) -> None:
    flat = p_of(6, 3, 2, 3, 4, 3, 2, power=0.5)
    assert p_of(6, 3, 2, 3, 4, 3, 2, power=power) <= flat
