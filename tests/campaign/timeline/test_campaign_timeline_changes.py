"""Changes of a ring's own activity, and when it began."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.timeline.beginning import Beginning, before, began
from campaign.timeline.changes import FEWEST_POSTS, find_changes
from campaign.timeline.segments import breaks, dispersion
from detection.arrays import Reals

DAYS = 60


def _counts(rate: Reals, seed: int, spread: float = 0.3) -> Reals:
    """Counts of a rate whose days differ by more than chance."""
    rng = np.random.default_rng(seed)
    return rng.poisson(rate * rng.gamma(1 / spread**2, spread**2, rate.size)).astype(np.float64)


def _step(place: int, before: float, after: float) -> Reals:
    rate = np.full(DAYS, before)
    rate[place:] = after
    return rate


def test_a_rise_of_the_ring_alone_is_found_where_it_is() -> None:
    found = find_changes(_counts(_step(25, 5, 40), 1), _counts(np.full(DAYS, 200.0), 2))
    assert [change.place for change in found] == [25]
    assert found[0].after > 4 * found[0].before
    assert found[0].p <= 0.01


def test_a_rise_and_a_fall_are_two_changes() -> None:
    rate = _step(20, 4, 40)
    rate[40:] = 4
    found = find_changes(_counts(rate, 3), _counts(np.full(DAYS, 100.0), 4))
    assert [change.place for change in found] == [20, 40]


def test_a_general_rise_of_traffic_is_no_change_of_the_rings() -> None:
    rises = [
        find_changes(_counts(_step(30, 20, 100), seed), _counts(_step(30, 200, 1000), seed + 100))
        for seed in range(20)
    ]
    assert sum(bool(found) for found in rises) <= 1


def test_a_rise_of_everybody_else_is_no_change_of_the_rings() -> None:
    rises = [
        find_changes(_counts(np.full(DAYS, 20.0), seed), _counts(_step(30, 200, 1000), seed + 100))
        for seed in range(20)
    ]
    assert sum(bool(found) for found in rises) <= 1


def test_a_ring_that_rises_before_everybody_does_is_seen() -> None:
    found = find_changes(_counts(_step(20, 5, 60), 5), _counts(_step(32, 200, 1000), 6))
    assert found
    assert abs(found[0].place - 20) <= 1


def test_without_organic_posts_the_rate_alone_is_tested() -> None:
    found = find_changes(_counts(_step(25, 5, 40), 7), np.zeros(DAYS))
    assert [change.place for change in found] == [25]


def test_of_few_posts_or_days_nothing_is_said() -> None:
    few = np.zeros(DAYS)
    few[40:] = 1
    few[few.cumsum() >= FEWEST_POSTS] = 0
    assert find_changes(few, np.ones(DAYS)) == []
    assert find_changes(np.array([0.0, 0, 0, 90, 90, 90]), np.ones(6)) == []


def test_the_same_counts_give_the_same_changes() -> None:
    own, others = _counts(_step(25, 5, 40), 8), _counts(np.full(DAYS, 90.0), 9)
    assert find_changes(own, others) == find_changes(own.copy(), others.copy())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=0, max_size=40))
def test_any_counts_are_cut_inside_and_in_order(counts: list[int]) -> None:
    places = breaks(np.array(counts, dtype=np.float64)).tolist()
    assert places == sorted(set(places))
    assert all(0 < place < len(counts) for place in places)


def test_counts_of_a_poisson_process_have_a_dispersion_of_one() -> None:
    rng = np.random.default_rng(0)
    assert dispersion(rng.poisson(30.0, 5000).astype(np.float64)) == pytest.approx(1, abs=0.1)
    assert dispersion(np.zeros(50)) == 1


def test_a_step_does_not_raise_the_dispersion() -> None:
    steady = np.random.default_rng(1).poisson(_step(30, 10, 100)).astype(np.float64)
    assert dispersion(steady) < 1.5


START = datetime(2026, 3, 2, tzinfo=UTC)
LAUNCH = START + timedelta(days=22)


def _beginning(evidence: float | None, rise: float | None) -> Beginning:
    moments = [None if day is None else START + timedelta(days=day) for day in (evidence, rise)]
    return Beginning(START, START, START + timedelta(days=40), START, moments[0], moments[1])


def test_how_long_before_the_launch_is_told_from_the_first_coordinated_post() -> None:
    said = before(_beginning(11, 20), "Launch", LAUNCH)
    assert said is not None
    assert "first coordinated post came 11 days before it" in said
    assert "the first lasting rise 2.0 days before it" in said


def test_what_begins_with_the_data_may_be_older() -> None:
    early = _beginning(1, None)
    assert early.is_cut_off
    assert "cannot be said" in began(early)[-1]
    assert "at least 21 days before" in str(before(early, "Launch", LAUNCH))


def test_an_event_before_the_data_says_so() -> None:
    said = before(_beginning(11, None), "Leak", START - timedelta(days=9))
    assert said is not None
    assert "before the data, which begin on 2026-03-02" in said


def test_an_event_years_away_is_not_told() -> None:
    assert before(_beginning(11, None), "Later", START + timedelta(days=900)) is None


def test_no_change_is_said_to_be_none() -> None:
    assert "no lasting rise" in str(before(_beginning(11, None), "Launch", LAUNCH))
