"""The levels of evasion differ where they say they do, measured on what is posted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from demo.campaign import plan
from demo.clock import Period
from demo.language import load_language
from demo.ledger import NONE, Timetable
from demo.options import EVASIONS, CampaignOptions
from demo.people import People, populate
from demo.speaker import Speaker
from demo.voices import Voice
from demo.world import build_world

LEVELS = ("naive", "moderate", "hard")


@pytest.fixture(scope="module")
def plans() -> dict[str, tuple[Timetable, People]]:
    made: dict[str, tuple[Timetable, People]] = {}
    for level in LEVELS:
        options = CampaignOptions(organic_accounts=1500, evasion=level)
        period = Period.of(options)
        world = build_world(options, period)
        people = populate(options, world, period)
        made[level] = plan(options, world, people, period)[0], people
    return made


def ordered(times: Timetable) -> np.ndarray:
    return np.flatnonzero(times.order != NONE)


def test_a_better_hidden_ring_takes_longer(plans: dict[str, tuple[Timetable, People]]) -> None:
    spread: list[float] = []
    for level in LEVELS:
        times, _ = plans[level]
        rows = ordered(times)
        medians = [
            np.median(
                times.at[rows][times.order[rows] == order]
                - times.at[rows][times.order[rows] == order].min()
            )
            for order in np.unique(times.order[rows])
        ]
        spread.append(float(np.median(medians)))
    assert all(2 * sooner < later for sooner, later in pairwise(spread))


def test_a_better_hidden_ring_sends_fewer_members_to_each_order(
    plans: dict[str, tuple[Timetable, People]],
) -> None:
    orders = [len(ordered(plans[level][0])) for level in LEVELS]
    assert orders == sorted(orders, reverse=True)
    assert orders[0] > 2 * orders[2]


def test_a_better_hidden_ring_has_more_camouflage(
    plans: dict[str, tuple[Timetable, People]],
) -> None:
    shares: list[float] = []
    for level in LEVELS:
        times, people = plans[level]
        of_members = people.ring[times.account] != NONE
        shares.append(float((of_members & (times.order == NONE)).sum() / of_members.sum()))
    assert all(less + 0.1 < more for less, more in pairwise(shares))


def test_a_better_hidden_ring_was_not_registered_at_once(
    plans: dict[str, tuple[Timetable, People]],
) -> None:
    shares = [float(people.batch[people.ring != NONE].mean()) for _, people in plans.values()]
    assert shares == sorted(shares, reverse=True)


def likeness(one: str, other: str) -> float:
    a, b = ({text[i : i + 3] for i in range(len(text) - 2)} for text in (one, other))
    return len(a & b) / len(a | b)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_copies_of_a_manuscript_grow_less_alike(code: str) -> None:
    medians: list[float] = []
    for level in LEVELS:
        speaker = Speaker(load_language(code), EVASIONS[level], seed=5)
        copies = [speaker.say(Voice.MANUSCRIPT, 3, 0) for _ in range(60)]
        medians.append(float(np.median([likeness(a, b) for a, b in pairwise(copies)])))
    assert medians == sorted(medians, reverse=True)
    assert medians[0] > 0.5


@pytest.mark.parametrize("level", LEVELS)
def test_copies_of_two_manuscripts_are_less_alike_than_copies_of_one(level: str) -> None:
    speaker = Speaker(load_language("zh"), EVASIONS[level], seed=5)
    one = [speaker.say(Voice.MANUSCRIPT, 1, 0) for _ in range(40)]
    other = [speaker.say(Voice.MANUSCRIPT, 2, 0) for _ in range(40)]
    within = np.median([likeness(a, b) for a, b in pairwise(one)])
    between = np.median([likeness(a, b) for a, b in zip(one, other, strict=True)])
    assert between < within / 2
