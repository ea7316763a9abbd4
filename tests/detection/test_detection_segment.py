from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detection.bursts.segment import segment

HOUR = 3_600_000_000
GAP, RARE, LEAST = 6.0 * HOUR, 4.6, 16


def cut(
    times: np.ndarray,
    cap: int = 200,
    objects: np.ndarray | None = None,
    exact: int = 1_000_000,
) -> list[int]:
    off = np.full(times.size, exact)
    objects = np.zeros(times.size, np.int64) if objects is None else objects
    return segment(objects, times, off, cap, GAP, LEAST, RARE).tolist()


def test_planted_gaps_are_found() -> None:
    spell = np.arange(10) * HOUR // 60
    times = np.r_[spell, spell + 48 * HOUR, spell + 200 * HOUR]
    assert cut(times) == [0] * 10 + [1] * 10 + [2] * 10


def test_a_silence_shorter_than_six_hours_never_cuts() -> None:
    times = np.r_[np.arange(10), np.arange(10) + 5 * HOUR]
    assert cut(times) == [0] * 20


def test_a_regular_rhythm_is_never_cut() -> None:
    assert cut(np.arange(50) * 24 * HOUR) == [0] * 50


def test_objects_never_share_a_spell() -> None:
    assert cut(np.zeros(4, np.int64), objects=np.array([0, 0, 3, 3])) == [0, 0, 1, 1]


def test_a_wave_in_a_long_life_becomes_a_spell_of_its_own() -> None:
    rng = np.random.default_rng(0)
    calm = rng.integers(0, 1000 * HOUR, 1000)
    wave = 500 * HOUR + rng.integers(0, HOUR, 100)
    times = np.concatenate([calm, wave])
    order = np.argsort(times)
    spell = np.array(cut(times[order]))
    of_wave = spell[order >= 1000]
    number, count = np.unique(of_wave, return_counts=True)
    largest = number[count.argmax()]
    assert count.max() >= 60
    assert np.mean(order[spell == largest] >= 1000) > 0.9


def test_posts_of_one_minute_are_no_wave_where_the_source_gives_no_seconds() -> None:
    steady = np.linspace(0, HOUR // 3, 340).astype(np.int64)
    minutes = steady // 60_000_000 * 60_000_000

    assert len(set(cut(minutes))) > 2
    assert cut(minutes, exact=60_000_000) == cut(steady) == [0] * 170 + [1] * 170


def test_everything_at_one_second_is_cut_in_equal_chunks() -> None:
    sizes = np.bincount(cut(np.zeros(1000, np.int64), cap=200))
    assert sizes.tolist() == [200] * 5


def test_nothing_gives_nothing() -> None:
    assert cut(np.zeros(0, np.int64)) == []


@given(
    st.lists(st.integers(-(10**16), 10**16), min_size=1, max_size=400),
    st.integers(-(10**17), 10**17),
)
def test_a_shift_of_the_clock_moves_no_cut(times: list[int], shift: int) -> None:
    sorted_times = np.sort(np.array(times, np.int64))
    assert cut(sorted_times, cap=20) == cut(sorted_times + shift, cap=20)


@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=400))
def test_spells_are_runs_of_at_most_the_cap(times: list[int]) -> None:
    spells = np.array(cut(np.sort(np.array(times, np.int64)), cap=20))
    assert np.all(np.diff(spells) >= 0)
    assert set(spells.tolist()) == set(range(spells.max() + 1))
    assert np.bincount(spells).max() <= 20
