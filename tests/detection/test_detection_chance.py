"""The p-value of a pair: conservative under the null, small for a pair with orders."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detection.run.chance import Chances, Visits, chances, meetings

SECOND = 1_000_000
ACCOUNTS, BUNDLES = 600, 150


def null_world(seed: int, exact: int = SECOND) -> tuple[Visits, np.ndarray, np.ndarray]:
    """Busy and idle accounts, popular and rare bundles, a rush and a tail in each: no orders."""
    rng = np.random.default_rng(seed)
    busy = np.minimum(rng.pareto(1.2, ACCOUNTS) * 3 + 1, 60)
    popular = np.minimum(rng.pareto(1.0, BUNDLES) * 5 + 3, 200)
    came = rng.uniform(size=(BUNDLES, ACCOUNTS)) < np.outer(popular, busy) / busy.sum()
    bundle, account = np.nonzero(came)
    at = (rng.lognormal(7, 2, bundle.size) * SECOND).astype(np.int64)
    at -= at % exact
    visits = Visits.of(bundle, account, at, np.full(bundle.size, exact))
    return (
        visits,
        np.bincount(bundle, minlength=BUNDLES),
        np.bincount(account, minlength=ACCOUNTS),
    )


def random_pairs(seed: int, exact: int = SECOND) -> Chances:
    visits, reached, activity = null_world(seed, exact)
    rng = np.random.default_rng(seed + 1000)
    a, b = rng.integers(0, ACCOUNTS, (2, 20_000))
    apart = a != b
    return chances(visits, a[apart], b[apart], reached, activity, int(activity.sum()))


@pytest.mark.parametrize("exact_s", [1, 60, 86_400])
def test_pairs_without_orders_have_p_values_no_smaller_than_chance(exact_s: int) -> None:
    p = np.concatenate([random_pairs(seed, exact_s * SECOND).p for seed in range(4)])
    for level in (0.001, 0.01, 0.05, 0.1, 0.3):
        assert np.mean(p <= level) <= 1.1 * level


def test_gaps_alone_are_uniform_up_to_their_rounding() -> None:
    parts = [random_pairs(seed) for seed in range(4)]
    p = np.concatenate([part.p_gaps[part.shared > 0] for part in parts])
    for level in (0.05, 0.1, 0.3, 0.5):
        assert 0.6 * level <= np.mean(p <= level) <= 1.05 * level


def test_two_accounts_that_follow_each_other_through_ten_bundles_stand_out() -> None:
    visits, reached, activity = null_world(5)
    bundle, account, at = visits.bundle, visits.account, visits.at
    told = np.arange(10)
    when = np.arange(10) * 50 * SECOND
    both = Visits.of(
        np.r_[bundle, told, told],
        np.r_[account, np.full(10, 600), np.full(10, 601)],
        np.r_[at, when, when + 2 * SECOND],
        np.full(at.size + 20, SECOND),
    )
    reached = reached + np.bincount(told, minlength=BUNDLES) * 2
    activity = np.r_[activity, 10, 10]
    found = chances(both, np.array([600]), np.array([601]), reached, activity, int(activity.sum()))
    assert found.shared.tolist() == [10]
    assert found.p_shared[0] < 1e-4
    assert found.p_gaps[0] < 1e-6
    assert found.p[0] < found.p_shared[0] * 1e-3
    assert (found.first[0], found.last[0]) == (when[0], when[-1] + 2 * SECOND)


@pytest.mark.parametrize("exact_s", [60, 86_400])
def test_a_coarse_clock_is_never_synchrony_below_its_step(exact_s: int) -> None:
    """Five accounts in the same minute, or day, of a bundle that lasts no longer than that."""
    visits = Visits.of(
        np.zeros(5, np.int64), np.arange(5), np.zeros(5, np.int64), np.full(5, exact_s * SECOND)
    )
    met = meetings(visits, np.array([0]), np.array([1]))
    assert met.told.tolist() == [False]
    found = chances(visits, np.array([0]), np.array([1]), np.array([5]), np.ones(5, np.int64), 1000)
    assert found.p_gaps.tolist() == [1.0]
    assert found.p == found.p_shared


def exact_tail(chance: list[float], least: int) -> float:
    """P(sum of independent trials >= least), by all outcomes."""
    total = 0.0
    for outcome in itertools.product((0, 1), repeat=len(chance)):
        if sum(outcome) >= least:
            total += float(
                np.prod([c if o else 1 - c for c, o in zip(chance, outcome, strict=True)])
            )
    return total


def test_the_count_is_the_larger_of_both_poisson_binomial_tails() -> None:
    bundle = np.array([0, 0, 1, 1, 2, 2, 3, 4])
    account = np.array([0, 1, 0, 1, 0, 1, 0, 1])
    visits = Visits.of(bundle, account, np.arange(8) * SECOND, np.full(8, SECOND))
    reached, activity = np.array([4, 6, 3, 9, 2]), np.array([8, 5])
    found = chances(visits, np.array([0]), np.array([1]), reached, activity, 100)
    one = exact_tail([n * 5 / 100 for n in (4, 6, 3, 9)], 3)
    other = exact_tail([n * 8 / 100 for n in (4, 6, 3, 2)], 3)
    assert found.p_shared[0] == pytest.approx(max(one, other))
    assert found.expected[0] == pytest.approx(max(0.05 * 22, 0.08 * 15))


def test_the_bound_for_very_many_bundles_is_not_below_the_exact_tail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from detection.run import chance

    visits, reached, activity = null_world(9)
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 300, 3000), rng.integers(300, 600, 3000)
    exact = chances(visits, a, b, reached, activity, int(activity.sum()))
    real = chance._tails

    def too_many(*given: object) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        tail, mean, trials = real(*given)
        return np.full_like(tail, np.nan), mean, trials

    monkeypatch.setattr(chance, "_tails", too_many)
    bound = chances(visits, a, b, reached, activity, int(activity.sum()))
    assert np.all(bound.p_shared >= exact.p_shared * (1 - 1e-9))
    assert bound.p_shared.min() < 0.05


def test_pairs_looked_at_in_pieces_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from detection.run import chance

    whole = random_pairs(3)
    monkeypatch.setattr(chance, "PIECE_VISITS", 500)
    assert np.array_equal(random_pairs(3).p, whole.p)


def test_accounts_that_never_met_have_p_one() -> None:
    visits = Visits.of(*(np.array(column) for column in ([0, 1], [0, 1], [5, 9], [1, 1])))
    found = chances(visits, np.array([0]), np.array([1]), np.array([1, 1]), np.array([1, 1]), 2)
    assert (found.shared[0], found.p[0], found.first[0]) == (0, 1.0, 0)
