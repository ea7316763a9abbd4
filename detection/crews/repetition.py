"""From bursts to crews: the steps for rings that were together too few times for the main test.

Meetings are measured in blocks, and only a few numbers of each are kept; who took part is looked up
once more for those that are significant. Memory does not grow with the accounts of all meetings.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np

from detection.arrays import Flags, Ints, Reals, ints
from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs
from detection.crews.candidates import Candidates, find_candidates, in_blocks
from detection.crews.clock_seconds import crowded_seconds, exact_by_object
from detection.crews.crews import Crew, Judged, find_crews
from detection.crews.habit import learn_habit
from detection.crews.meetings import Meetings, Visits, find_meetings, gather_visits
from detection.crews.replay import Orders, judge_orders, measure_orders
from detection.crews.synchrony import find_synchronies
from detection.events import Events
from detection.options import Constants, Options
from detection.significance import q_values
from marionet.progress import Step

WORKERS = 2
"""Threads; the result does not depend on their number."""
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
    judged = _judge(measured, options)
    significant = _significant(visits, candidates, measured, judged, options)
    crews, passed_over = find_crews(significant, crowded, len(events.accounts), options)
    if passed_over:
        notes = (*notes, _passed_over(passed_over, constants))
    return Repetition(crews, measured.number.size, notes)


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

    def measure(numbers: Ints) -> _Measured:
        meetings = _find(visits, candidates, numbers, constants)
        seconds = find_synchronies(meetings, crowded, constants.reaches)
        return _Measured(meetings.number, measure_orders(meetings), seconds.p)

    with ThreadPoolExecutor(WORKERS) as pool:
        blocks = candidates.blocks()
        while group := list(islice(blocks, WORKERS)):
            parts += pool.map(measure, group)
            if step is not None:
                step.advance(sum(numbers.size for numbers in group))
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


def _judge(measured: _Measured, options: Options) -> Judged:
    """Return what the tests say of all meetings."""
    orders = measured.orders
    habit = learn_habit(orders.correlation, orders.accounts, options.constants)
    replays = judge_orders(orders, habit)
    p = np.minimum(replays.p, measured.seconds)
    return Judged(
        q=q_values(np.minimum(TESTS * p, 1.0), p.size),
        p=p,
        order=replays.p <= measured.seconds,
        by_chain=replays.by_chain,
        correlation=orders.correlation,
        usual=float(np.tanh(habit.mean)),
    )


def _significant(
    visits: Visits,
    candidates: Candidates,
    measured: _Measured,
    judged: Judged,
    options: Options,
) -> Iterator[tuple[Meetings, Judged]]:
    """Yield the significant meetings, the clearest first, with who took part."""
    chosen = np.flatnonzero(judged.q <= options.q)
    chosen = chosen[np.argsort(judged.p[chosen], kind="stable")]
    for rows in in_blocks(chosen, measured.orders.accounts[chosen]):
        meetings = _find(visits, candidates, measured.number[rows], options.constants)
        yield meetings, judged.only(rows)


def _passed_over(meetings: int, constants: Constants) -> str:
    return (
        f"{meetings:,} pairs of objects at which order or seconds were kept are not told of: most "
        f"of their accounts kept them at {constants.crew_meetings:,} clearer ones already."
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
