"""Planted rings are found, fan clubs are not, and nothing comes of nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from detection.bursts.algorithms import ALGORITHMS
from detection.detect import find_rings
from detection.events import Events
from detection.options import Options
from detection.relations import open_relations
from detection.rings.claims import RING
from marionet.progress import SILENT


def rings_of(events: Events, options: Options | None = None) -> list[set[str]]:
    """The rings, as sets of account ids, largest first."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_relations(Path(scratch)) as relations,
    ):
        found = find_rings(relations, events, options or Options(), SILENT)
    return [
        set(events.accounts.take(proof.finding.accounts).to_pylist())
        for proof in found.proofs
        if proof.finding.tier == RING
    ]


def ids(codes: np.ndarray) -> set[str]:
    return {f"x:{code:06}" for code in codes.tolist()}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_finds_the_planted_ring_and_nobody_else(
    algorithm: str, planted, case
) -> None:
    assert rings_of(planted.events(case.accounts), Options(algorithm=algorithm)) == [ids(case.ring)]


def test_a_fan_club_and_organic_life_alone_are_no_ring(case) -> None:
    alone = case.empty(seed=1)
    alone.organic(np.arange(case.accounts), objects=800, events=15_000)
    alone.fan_club(case.club, objects=60)
    assert rings_of(alone.events(case.accounts)) == []


def test_two_rings_are_told_apart(case) -> None:
    both = case.empty(seed=2)
    both.organic(np.arange(case.accounts), objects=800, events=15_000)
    both.ring(np.arange(100, 130), tasks=25)
    both.ring(np.arange(500, 525), tasks=25)
    assert sorted(rings_of(both.events(case.accounts)), key=min) == [
        ids(np.arange(100, 130)),
        ids(np.arange(500, 525)),
    ]


def test_labels_that_are_shuffled_make_no_ring(planted, case) -> None:
    events = planted.events(case.accounts)
    shuffled = np.random.default_rng(3).permutation(events.events["account"].to_numpy())
    assert rings_of(case.with_accounts(events, shuffled)) == []


def test_other_names_for_the_accounts_leave_the_rings_the_same(planted, case) -> None:
    order = np.random.default_rng(4).permutation(case.accounts)
    renamed = planted.events(case.accounts, names=[f"y:{code:06}" for code in order])
    expected = {f"y:{order[code]:06}" for code in case.ring.tolist()}
    assert rings_of(renamed) == [expected]


@pytest.mark.parametrize("shift_us", [-(10**15), 7 * 3_600_000_000 + 1])
def test_another_clock_leaves_the_rings_the_same(shift_us: int, planted, case) -> None:
    events = planted.events(case.accounts)
    assert rings_of(case.shifted(events, shift_us)) == [ids(case.ring)]


def test_another_seed_leaves_a_clear_ring_the_same(planted, case) -> None:
    assert rings_of(planted.events(case.accounts), Options(seed=11)) == [ids(case.ring)]


def test_an_audience_that_meets_at_three_posts_only_is_no_ring(case) -> None:
    few = case.empty(seed=5)
    few.organic(np.arange(case.accounts), objects=500, events=8_000)
    few.ring(np.arange(50), tasks=2, share=1.0)
    assert rings_of(few.events(case.accounts)) == []


DEGENERATE: dict[str, Callable] = {
    "nothing": lambda case: case.empty(),
    "one account": lambda case: case.touched([0] * 500, range(500), range(500)),
    "one account in every second": lambda case: case.touched([0] * 5000, [0] * 5000, range(5000)),
    "all at one second": lambda case: case.touched(
        np.arange(3000) % 300, np.arange(3000) // 300, [0] * 3000
    ),
    "one object": lambda case: case.touched(np.arange(3000) % 300, [0] * 3000, range(3000)),
    "far future and past": lambda case: case.touched(
        case.random(40, 2000), case.random(10, 2000), np.linspace(-(10**11), 2 * 10**11, 2000)
    ),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_input_makes_no_ring(name: str, case) -> None:
    assert rings_of(DEGENERATE[name](case).events(300)) == []
