"""Quantiles as R gives them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.thresholds import weight_quantile


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60), st.floats(0, 1))
def test_a_quantile_is_that_of_numpy_which_is_type_7(weights: list[int], quantile: float) -> None:
    found = weight_quantile(Counter(weights), quantile)
    assert found == pytest.approx(np.quantile(weights, quantile), rel=1e-12)


def test_equal_weights_have_exactly_their_quantile() -> None:
    assert weight_quantile(Counter({3: 10**9}), 0.1) == 3
    assert weight_quantile(Counter(), 0.5) == 0
