"""Rings of two tasks: an order that is kept, seconds that are shared, and people's habits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detection.bursts.bundles import Bundles
from detection.bursts.bursts import find_bursts
from detection.bursts.pairs import find_pairs
from detection.crews.clock_seconds import crowded_seconds, exact_by_object
from detection.crews.crews import Crew
from detection.crews.fit import chance_of_fit, fit_of_neighbours
from detection.crews.habit import Habit, learn_habit
from detection.crews.repetition import Repetition, find_repetition
from detection.crews.replay import longest_chain, rank_correlation
from detection.crews.words import crew_doubts, crew_reason
from detection.detect import find_rings
from detection.events import Events
from detection.options import Constants, Options
from detection.relations import Relations
from detection.rings.claims import RING as RING_TIER
from marionet.progress import SILENT, Step

DAY = 86_400.0
CROWD = np.arange(1000, 3000)
NO_COPOSTS = {"a": [], "b": [], "accounts": []}


class Stage:
    """Two posts, ten days apart, with a crowd under each; then everyday life of everybody."""

    def __init__(self, case, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.planted = case.empty(seed)
        self.planted.objects = 2
        for post in range(2):
            crowd = self.rng.choice(CROWD, 120, replace=False)
            self.come(crowd, post, self.rng.lognormal(8.5, 1.2, crowd.size))

    def come(self, accounts: np.ndarray, post: int, seconds: np.ndarray) -> None:
        """Have accounts come so many seconds after the post."""
        start = 1_700_000_000_000_000 + int(post * 10 * DAY) * 1_000_000
        self.planted.touch(
            accounts, np.full(accounts.size, post), start + (seconds * 1e6).astype(np.int64)
        )

    def twice(self, accounts: np.ndarray, one: np.ndarray, other: np.ndarray) -> None:
        """Have accounts come to both posts."""
        self.come(accounts, 0, one)
        self.come(accounts, 1, other)

    def events(self, exact_s: int = 1) -> Events:
        self.planted.organic(np.arange(3000), objects=300, events=4000)
        events = self.planted.events(3000)
        at = events.events["at"].to_numpy() // (exact_s * 1_000_000) * (exact_s * 1_000_000)
        table = events.events.set_column(3, "at", [at])
        table = table.set_column(4, "exact", [np.full(at.size, exact_s * 1_000_000)])
        return Events(
            table.sort_by([(c, "ascending") for c in ("object", "at", "post")]),
            events.accounts,
            events.posts,
            events.objects,
            events.texts,
            events.text_copies,
            (),
        )


def found(
    relations: Relations, events: Events, constants: Constants, step: Step | None = None
) -> Repetition:
    bursts = find_bursts(relations, events.events, len(events.accounts), constants)
    coposts = pa.table({name: pa.array([], pa.int64()) for name in NO_COPOSTS})
    bundles = Bundles(np.arange(bursts.table.num_rows), coposts)
    pairs = find_pairs(relations, bursts, bundles, 0.01, constants)
    return find_repetition(events, bursts, pairs, Options(constants=constants), step)


def crews_of(relations: Relations, events: Events) -> list[Crew]:
    return found(relations, events, Constants()).crews


RING = np.arange(40)


def replayed(stage: Stage) -> None:
    steps = np.cumsum(stage.rng.uniform(20, 120, RING.size)) + 5000
    stage.twice(RING, steps, steps * 1.1 + stage.rng.normal(0, 15, RING.size))


def test_an_order_that_was_replayed_is_a_crew_with_its_members_and_nobody_else(
    case, relations: Relations
) -> None:
    stage = Stage(case, 0)
    replayed(stage)
    [crew] = crews_of(relations, stage.events())
    assert set(crew.accounts.tolist()) <= set(RING.tolist())
    assert crew.accounts.size >= RING.size - 2  # a wave may be cut a little short
    assert crew.meetings[0].order
    assert "in the same order" in crew_reason(crew)
    assert "one pair of objects" in crew_doubts(crew)


def test_an_order_of_minutes_is_enough(case, relations: Relations) -> None:
    stage = Stage(case, 1)
    replayed(stage)
    [crew] = crews_of(relations, stage.events(exact_s=60))
    assert set(crew.accounts.tolist()) <= set(RING.tolist())
    assert crew.accounts.size >= 0.9 * RING.size


def test_of_many_who_came_twice_only_those_that_kept_the_order_are_members(
    case, relations: Relations
) -> None:
    stage = Stage(case, 2)
    replayed(stage)
    fans = np.arange(100, 120)
    quick = stage.rng.normal(8, 0.8, fans.size)
    lags = np.exp(quick + stage.rng.normal(0, 0.8, (2, fans.size)))
    stage.twice(fans, *lags)
    [crew] = crews_of(relations, stage.events())
    assert np.isin(RING, crew.accounts).mean() >= 0.9
    assert np.isin(fans, crew.accounts).mean() <= 0.1


def synchronous(stage: Stage, seconds: int) -> None:
    times = [7000 + 11 * stage.rng.integers(0, 4, RING.size) + seconds for _ in range(2)]
    stage.twice(RING, *(t.astype(float) for t in times))


def test_seconds_that_are_shared_twice_make_a_crew(case, relations: Relations) -> None:
    stage = Stage(case, 3)
    synchronous(stage, 3)
    [crew] = crews_of(relations, stage.events())
    assert crew.accounts.tolist() == RING.tolist()
    assert not crew.meetings[0].order
    assert "same seconds" in crew_reason(crew)
    assert "Feeds" in crew_doubts(crew)


def devoted(stage: Stage) -> None:
    """Fans come within minutes, the quickest always first."""
    quick = np.sort(stage.rng.normal(5.5, 1.0, 80))
    lags = np.exp(quick + stage.rng.normal(0, 0.7, (2, 80)))
    stage.twice(np.arange(80), *lags)


def one_sitting(stage: Stage) -> None:
    """They read two posts of one hour, one after the other."""
    sat = stage.rng.uniform(0, 36_000, 60)
    stage.come(np.arange(60), 0, sat)
    stage.come(np.arange(60), 0, sat)
    stage.planted.object[-60:] = [2] * 60
    stage.planted.objects = 3


def feeds(stage: Stage) -> None:
    """Programs of different owners answer within five seconds."""
    lags = np.floor(stage.rng.uniform(1, 6, (2, 40)))
    stage.twice(np.arange(40), *lags)


def zones(stage: Stage) -> None:
    """Half of the world gets up ten hours later."""
    later = np.repeat([0.0, 36_000.0], 30)
    lags = later + stage.rng.lognormal(8, 1, (2, 60))
    stage.twice(np.arange(60), *lags)


def schedulers(stage: Stage) -> None:
    """Tools that post at full minutes, in all of life."""
    slots = 40 + 60.0 * stage.rng.integers(100, 104, (2, 40))
    stage.twice(np.arange(40), *slots)
    for post in range(2):
        users = stage.rng.choice(CROWD, 100, replace=False)
        stage.come(users, post, 40 + 60.0 * stage.rng.integers(100, 900, users.size))


HARMLESS = {f.__name__: f for f in (devoted, one_sitting, feeds, zones, schedulers)}


@pytest.mark.parametrize("kind", HARMLESS)
@pytest.mark.parametrize("seed", [10, 11])
def test_habits_are_no_crew(kind: str, seed: int, case, relations: Relations) -> None:
    stage = Stage(case, seed)
    HARMLESS[kind](stage)
    assert crews_of(relations, stage.events()) == []


def test_seconds_count_only_where_the_source_gives_them(case, relations: Relations) -> None:
    stage = Stage(case, 4)
    together = stage.rng.integers(0, 2, (2, RING.size)) * 600.0 + 7000
    stage.twice(RING, *together)
    assert crews_of(relations, stage.events(exact_s=60)) == []


def test_a_second_of_many_objects_is_crowded_and_that_of_one_is_not() -> None:
    rng = np.random.default_rng(0)
    at = rng.integers(0, 10**6, 6000) * 1_000_000
    at[:600] -= at[:600] % 60_000_000
    objects = rng.integers(0, 500, 6000)
    exact = np.full(6000, 1_000_000)
    assert np.flatnonzero(crowded_seconds(objects, at, exact, Constants())).tolist() == [0]
    at[600:1000], objects[600:1000] = 17_000_000, 3
    assert np.flatnonzero(crowded_seconds(objects, at, exact, Constants())).tolist() == [0]


def test_minutes_that_are_said_to_be_seconds_are_minutes() -> None:
    rng = np.random.default_rng(1)
    objects = np.repeat(np.arange(50), 20)
    offset = rng.integers(0, 60, 50)[objects]  # minutes since a first post
    at = (rng.integers(0, 10**4, objects.size) * 60 + offset) * 1_000_000
    exact = np.full(at.size, 1_000_000)
    assert set(exact_by_object(objects, at, exact, Constants()).tolist()) == {60_000_000}


def test_one_schedule_does_not_take_the_seconds_from_a_collection() -> None:
    rng = np.random.default_rng(2)
    objects = np.repeat(np.arange(50), 20)
    at = rng.integers(0, 10**6, objects.size) * 1_000_000
    at[objects < 10] -= at[objects < 10] % 60_000_000
    exact = np.full(at.size, 1_000_000)
    assert (exact_by_object(objects, at, exact, Constants()) == exact).all()


def test_seconds_do_not_count_where_all_are_zero(case, relations: Relations) -> None:
    stage = Stage(case, 3)
    synchronous(stage, 0)
    events = stage.events()
    at = events.events["at"].to_numpy() // 60_000_000 * 60_000_000
    table = events.events.set_column(3, "at", [at]).sort_by(
        [(c, "ascending") for c in ("object", "at", "post")]
    )
    assert crews_of(relations, replace(events, events=table)) == []


class Counted:
    """A step that adds up what was said to it."""

    def __init__(self) -> None:
        self.whole, self.done = -1, 0

    def advance(self, amount: int = 1) -> None:
        self.done += amount

    def total(self, amount: int | None) -> None:
        self.whole = amount or 0

    def note(self, text: str) -> None: ...


def test_over_the_budget_those_who_share_most_are_compared_and_it_is_said(
    case, relations: Relations
) -> None:
    stage = Stage(case, 5)
    replayed(stage)
    stage.planted.fan_club(np.arange(200, 600), objects=12)
    events, step = stage.events(), Counted()
    everything = found(relations, events, Constants(), step)
    assert step.whole == step.done > 1
    assert everything.notes == ()
    little = found(relations, events, Constants(meeting_budget=1000))
    assert 0 < little.meetings < everything.meetings
    assert "pairs of objects that share most accounts" in little.notes[0]
    assert np.isin(RING, little.crews[0].accounts).mean() >= 0.9


def test_a_crew_of_many_tasks_is_told_by_its_clearest_meetings(case, relations: Relations) -> None:
    stage = Stage(case, 7)
    steps = np.cumsum(stage.rng.uniform(20, 120, RING.size)) + 5000
    stage.planted.objects = 5
    for post in range(5):
        stage.come(RING, post, steps + stage.rng.normal(0, 15, RING.size))
    events = stage.events()
    [crew] = (everything := found(relations, events, Constants())).crews
    assert len(crew.meetings) == 10
    assert everything.notes == ()
    [told] = (shortened := found(relations, events, Constants(crew_meetings=3))).crews
    assert 3 <= len(told.meetings) < 10
    assert "not told of" in shortened.notes[0]
    assert np.isin(RING, told.accounts).all()
    assert told.meetings[0] == crew.meetings[0]


def test_who_is_in_a_ring_is_in_no_crew_as_well(case, relations: Relations) -> None:
    stage = Stage(case, 6)
    replayed(stage)
    stage.planted.ring(RING, tasks=30, share=0.7)
    proofs = find_rings(relations, stage.events(), Options(), SILENT).proofs
    rings = [proof.finding for proof in proofs if proof.finding.tier == RING_TIER]
    members = np.concatenate([ring.accounts for ring in rings])
    assert np.isin(RING, members).mean() >= 0.9
    assert np.unique(members).size == members.size
    assert all(ring.crew is None for ring in rings)


times = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=9)


@given(times)
def test_the_chain_is_the_longest_that_rises_strictly(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    chain = longest_chain(one, other)
    on = sorted(pair for pair, kept in zip(pairs, chain.tolist(), strict=True) if kept)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(on))
    best = [1] * len(pairs)
    for k, (x, y) in enumerate(ranked := sorted(pairs)):
        best[k] += max(
            (best[i] for i in range(k) if ranked[i][0] < x and ranked[i][1] < y), default=0
        )
    assert len(on) == max(best)


@given(times)
def test_the_correlation_is_that_of_kendalls_tau(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    tau = 0.0
    if np.ptp(one) and np.ptp(other):
        tau = float(stats.kendalltau(one, other)[0])
    assert rank_correlation(one, other) == pytest.approx(np.sin(np.pi / 2 * tau), abs=1e-9)


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.76])
@pytest.mark.parametrize("accounts", [8, 20])
def test_chains_of_habit_are_no_more_often_as_long_as_the_bound_says(
    rho: float, accounts: int
) -> None:
    rng = np.random.default_rng(accounts)
    habit = Habit(float(np.arctanh(rho)), 1e-9)
    one = rng.normal(size=(2000, accounts))
    other = rho * one + np.sqrt(1 - rho**2) * rng.normal(size=one.shape)
    order = np.argsort(np.argsort(np.stack([one, other]), axis=2), axis=2)
    chains = np.array([longest_chain(*pair).sum() for pair in order.transpose(1, 0, 2)])
    for length in range(2, accounts + 1):
        seen = float(np.mean(chains >= length))
        bound = habit.chance_of_chain(accounts, length)
        assert seen <= bound + 3 * np.sqrt(bound / 2000)


def test_correlations_of_habit_are_significant_no_more_often_than_they_say() -> None:
    rng = np.random.default_rng(5)
    habit = Habit(0.5, 0.33)
    p = []
    for _ in range(1500):
        rho = np.tanh(rng.normal(0.5, 0.33))
        one = rng.normal(size=15)
        other = rho * one + np.sqrt(1 - rho**2) * rng.normal(size=15)
        ranks = (np.argsort(np.argsort(x)) for x in (one, other))
        p.append(habit.chance_of_correlation(15, rank_correlation(*ranks)))
    for level in (0.05, 0.01):
        assert np.mean(np.array(p) <= level) <= 1.3 * level + 0.005


def test_no_collection_proves_that_its_people_are_machines() -> None:
    habit = learn_habit(np.full(500, 0.999), np.full(500, 50), Constants())
    assert habit.mean == Constants().most_z


def test_who_comes_hours_later_both_times_is_no_member() -> None:
    one = np.r_[np.arange(30) * 10, 9000]
    other = np.r_[np.arange(30) * 10, 20_000]
    crowd = np.sort(np.random.default_rng(0).integers(0, 50_000, 200))
    p, _ = chance_of_fit(other, *fit_of_neighbours(one, other, 5), crowd)
    assert p[:30].max() < 0.05 < 0.3 < p[30]
