"""From bursts to crews: the steps for rings that were together too few times for the main test.

Meetings are measured in blocks, and only a few numbers of each are kept; who took part is looked up
once more for those that are significant. Memory does not grow with the accounts of all meetings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detection.arrays import Flags, Ints, Reals, ints
from detection.bursts import Bursts
from detection.candidates import Candidates, find_candidates
from detection.clock_seconds import crowded_seconds, exact_by_object
from detection.crews import Crew, Judged, find_crews
from detection.events import Events
from detection.habit import learn_habit
from detection.meetings import Meetings, Visits, find_meetings, gather_visits
from detection.options import Constants, Options
from detection.pairs import Pairs
from detection.replay import Orders, judge_orders, measure_orders
from detection.significance import q_values
from detection.synchrony import find_synchronies
from marionet.progress import Step

TESTS = 2
"""Order, and seconds: the p-value of a meeting is the smaller of the two, times two."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """What was found.

    Attributes:
        crews: Largest first.
        meetings: Pairs of objects that were tested.
        notes: What was left out and why, for people.
    """

    crews: list[Crew]
    meetings: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measured:
    """All meetings in a few numbers each: candidate, order, p-value of the seconds."""

    number: Ints
    orders: Orders
    seconds: Reals


def find_repetition(
    events: Events, bursts: Bursts, pairs: Pairs, options: Options, step: Step | None = None
) -> Repetition:
    """Find the crews.

    Args:
        events: The events of a collection.
        bursts: Their bursts.
        pairs: The significant pairs of bursts: no others are looked at.
        options: q and constants.
        step: Where progress is reported to, in pairs of objects.

    Complexity: the visits of the smaller object of each pair of objects, `meeting_budget` at most.
    """
    constants, columns = options.constants, events.events
    candidates = find_candidates(bursts, pairs, constants.meeting_budget)
    objects, at = ints(columns, "object"), ints(columns, "at")
    exact = exact_by_object(objects, at, ints(columns, "exact"), constants)
    crowded = crowded_seconds(objects, at, exact, constants)
    visits = gather_visits(events, bursts, exact)
    measured = _measure(visits, candidates, crowded, constants, step)
    notes = _notes(candidates)
    if measured.number.size == 0:
        return Repetition([], 0, notes)
    chosen, judged = _judge(measured, options)
    meetings = _find(visits, candidates, measured.number[chosen], constants)
    return Repetition(find_crews(meetings, judged, crowded, options), measured.number.size, notes)


def _measure(
    visits: Visits,
    candidates: Candidates,
    crowded: Flags,
    constants: Constants,
    step: Step | None,
) -> _Measured:
    if step is not None:
        step.total(candidates.count)
    parts: list[_Measured] = []
    for numbers in candidates.blocks():
        meetings = _find(visits, candidates, numbers, constants)
        seconds = find_synchronies(meetings, crowded, constants.reaches)
        parts.append(_Measured(meetings.number, measure_orders(meetings), seconds.p))
        if step is not None:
            step.advance(numbers.size)
    whole = np.zeros(0, dtype=np.int64)
    return _Measured(
        number=np.concatenate([whole, *(part.number for part in parts)]),
        orders=Orders(
            accounts=np.concatenate([whole, *(part.orders.accounts for part in parts)]),
            correlation=np.concatenate([np.zeros(0), *(part.orders.correlation for part in parts)]),
            chain=np.concatenate([whole, *(part.orders.chain for part in parts)]),
        ),
        seconds=np.concatenate([np.zeros(0), *(part.seconds for part in parts)]),
    )


def _find(visits: Visits, candidates: Candidates, numbers: Ints, constants: Constants) -> Meetings:
    return find_meetings(
        visits,
        candidates,
        numbers,
        least=constants.ring_members,
        apart_us=constants.occasion_us,
    )


def _judge(measured: _Measured, options: Options) -> tuple[Ints, Judged]:
    """Return which meetings are significant, and what the tests said of them."""
    orders = measured.orders
    habit = learn_habit(orders.correlation, orders.accounts, options.constants)
    replays = judge_orders(orders, habit)
    p = np.minimum(replays.p, measured.seconds)
    adjusted = q_values(np.minimum(TESTS * p, 1.0), p.size)
    chosen = np.flatnonzero(adjusted <= options.q)
    return chosen, Judged(
        q=adjusted[chosen],
        p=p[chosen],
        order=(replays.p <= measured.seconds)[chosen],
        by_chain=replays.by_chain[chosen],
        correlation=orders.correlation[chosen],
        usual=float(np.tanh(habit.mean)),
    )


def _notes(candidates: Candidates) -> tuple[str, ...]:
    left_out = candidates.all - candidates.count
    if not left_out:
        return ()
    return (
        f"Order and seconds were compared for the {candidates.count:,} pairs of objects that share "
        f"most accounts, and not for {left_out:,} others, whose bursts share "
        f"{candidates.fewest:,} accounts at most: a ring that shows in nothing else, of so few "
        "accounts, may be missed there.",
    )
