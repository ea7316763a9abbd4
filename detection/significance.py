"""q-values: how often a finding like this would be false."""

from __future__ import annotations

import numpy as np

from detection.arrays import Reals

LEAST = 1e-300
"""A p-value is never told as exactly zero."""


def q_values(p: Reals, tests: float) -> Reals:
    """Return the q-values (p-values adjusted by Benjamini and Hochberg) of some of the tests.

    q_i = min over j with p_j >= p_i of p_j m / rank_j, at most 1. Those of the m tests that are
    not given are taken as p = 1, which changes no q-value below 1.

    Args:
        p: p-values, shape (k,).
        tests: How many tests were made in all, m >= k.

    Source: Benjamini and Hochberg 1995.
    """
    if p.size == 0:
        return np.zeros(0)
    order = np.argsort(p, kind="stable")
    ranked = p[order] * tests / np.arange(1, p.size + 1)
    adjusted = np.minimum.accumulate(ranked[::-1])[::-1]
    q = np.empty(p.size)
    q[order] = np.clip(adjusted, LEAST, 1.0)
    return q
