"""Meetings: two objects, at different hours, that the same accounts came to.

Who reads two posts in one sitting comes to both at the same time, and in the order in which
everybody sat down: that is no order that was kept. So only accounts count that came to the one
object before a certain moment and to the other well after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detection.arrays import Flags, Ints, ints
from detection.bursts.bursts import Bursts
from detection.crews.candidates import Candidates
from detection.events import Events


@dataclass(frozen=True, slots=True)
class Visits:
    """The events of bursts, sorted by burst.

    Attributes:
        account: Account of each.
        at: Time, microseconds.
        exact: How exact that is, microseconds.
        burst: Burst.
        first: Row at which each burst begins, and the number of rows.
        of_object: Row at which each object begins, and the number of rows.
    """

    account: Ints
    at: Ints
    exact: Ints
    burst: Ints
    first: Ints
    of_object: Ints


@dataclass(frozen=True, slots=True)
class Meetings:
    """The accounts of some meetings, with the time of their first visit to either object.

    Attributes:
        number: Number of each meeting among the candidates.
        begins: Row at which each meeting begins, and the number of rows, shape (meetings + 1,).
        account: Codes of accounts; each once in a meeting, sorted.
        one: Time at the object that was visited first, microseconds.
        other: Time at the other, microseconds.
        burst_one: Burst of that visit.
        burst_other: Burst of the other.
        exact: How exact both times are at least, microseconds.
        object_other: The other object of each meeting.
        visits: All events of bursts.
    """

    number: Ints
    begins: Ints
    account: Ints
    one: Ints
    other: Ints
    burst_one: Ints
    burst_other: Ints
    exact: Ints
    object_other: Ints
    visits: Visits

    @property
    def count(self) -> int:
        """How many meetings there are."""
        return self.begins.size - 1

    def only(self, meeting: int) -> Meetings:
        """Return one of the meetings."""
        rows = slice(self.begins[meeting], self.begins[meeting + 1])
        return Meetings(
            number=self.number[meeting : meeting + 1],
            begins=self.begins[meeting : meeting + 2] - self.begins[meeting],
            account=self.account[rows],
            one=self.one[rows],
            other=self.other[rows],
            burst_one=self.burst_one[rows],
            burst_other=self.burst_other[rows],
            exact=self.exact[rows],
            object_other=self.object_other[meeting : meeting + 1],
            visits=self.visits,
        )

    def crowd(self, meeting: int) -> Ints:
        """Return the times, sorted, of everybody else who came to the other object."""
        low, high = self.visits.of_object[self.object_other[meeting] :][:2].tolist()
        here = self.account[self.begins[meeting] : self.begins[meeting + 1]]
        others = ~np.isin(self.visits.account[low:high], here)
        return np.sort(self.visits.at[low:high][others])


def gather_visits(events: Events, bursts: Bursts, exact: Ints) -> Visits:
    """Return the events of bursts as arrays.

    Args:
        events: The events of a collection.
        bursts: Their bursts.
        exact: How exact the time of each event of the collection is, microseconds.
    """
    of_post = np.zeros(len(events.posts), dtype=np.int64)
    of_post[ints(events.events, "post")] = exact
    burst = ints(bursts.events, "burst")
    first = np.searchsorted(burst, np.arange(bursts.table.num_rows + 1))
    objects = ints(bursts.table, "object")
    known = int(objects.max(initial=-1)) + 1
    return Visits(
        account=ints(bursts.events, "account"),
        at=ints(bursts.events, "at"),
        exact=of_post[ints(bursts.events, "post")],
        burst=burst,
        first=first,
        of_object=first[np.searchsorted(objects, np.arange(known + 1))],
    )


def find_meetings(
    visits: Visits, candidates: Candidates, numbers: Ints, *, least: int, apart_us: int
) -> Meetings:
    """Return the meetings among some candidates.

    Args:
        visits: The events of bursts.
        candidates: Pairs of objects.
        numbers: Which candidates.
        least: Fewest accounts of a meeting.
        apart_us: Shortest time between the visits to the one and to the other, microseconds; of all
            moments to part them the one counts that leaves most accounts.

    Complexity: the visits of the smaller side of each candidate; m log m for m accounts in common.
    """
    found, begins, one, other = _meet(
        numbers,
        candidates.begins,
        candidates.left,
        candidates.right,
        candidates.near[numbers],
        candidates.turned,
        visits.first,
        visits.account,
        visits.at,
        int(visits.account.max(initial=-1)) + 1,
        least,
        apart_us,
    )
    burst_other = visits.burst[other]
    return Meetings(
        number=found,
        begins=begins,
        account=visits.account[one],
        one=visits.at[one],
        other=visits.at[other],
        burst_one=visits.burst[one],
        burst_other=burst_other,
        exact=np.maximum(visits.exact[one], visits.exact[other]),
        object_other=candidates.objects[burst_other[begins[:-1]]],
        visits=visits,
    )


@njit(cache=True, nogil=True)
def _meet(
    numbers: Ints,
    begins: Ints,
    left: Ints,
    right: Ints,
    near: Ints,
    turned: Flags,
    first: Ints,
    account: Ints,
    at: Ints,
    accounts: int,
    least: int,
    apart_us: int,
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the number of each meeting, where its rows begin, and the visits of both sides."""
    mark_left = np.full(accounts, -1, np.int64)
    mark_right = np.full(accounts, -1, np.int64)
    row_left = np.zeros(accounts, np.int64)
    row_right = np.zeros(accounts, np.int64)
    room = 1024
    one, other = np.empty(room, np.int64), np.empty(room, np.int64)
    found = np.empty(numbers.size, np.int64)
    ends = np.zeros(numbers.size + 1, np.int64)
    met, rows, label = 0, 0, -1
    common = np.empty(accounts, np.int64)
    wide = np.zeros(0, np.int64)
    for place in range(numbers.size):
        k = numbers[place]
        low, high = begins[k], begins[k + 1]
        bursts = _widened(left[low:high], near[place, 0], near[place, 1])
        if label < 0 or not np.array_equal(bursts, wide):
            # neighbours in the list have the same larger side: it is read once for all of them
            wide, label = bursts, place
            for burst in wide:
                for row in range(first[burst], first[burst + 1]):
                    who = account[row]
                    if mark_left[who] != label or at[row] < at[row_left[who]]:
                        mark_left[who], row_left[who] = label, row
        several = 0
        for burst in _widened(right[low:high], near[place, 2], near[place, 3]):
            for row in range(first[burst], first[burst + 1]):
                who = account[row]
                if mark_left[who] != label:
                    continue
                if mark_right[who] != place:
                    mark_right[who], row_right[who] = place, row
                    common[several] = who
                    several += 1
                elif at[row] < at[row_right[who]]:
                    row_right[who] = row
        if several < least:
            continue
        both = np.sort(common[:several])
        a, b = row_left[both], row_right[both]
        if turned[k]:
            a, b = b, a
        forward, most = _moment(at[a], at[b] - apart_us)
        backward, more = _moment(at[b], at[a] - apart_us)
        if more > most:
            a, b, forward, most = b, a, backward, more
        if most < least:
            continue
        while rows + most > room:
            room *= 2
            one = np.concatenate((one, np.empty(room - one.size, np.int64)))
            other = np.concatenate((other, np.empty(room - other.size, np.int64)))
        for i in range(several):
            if at[a[i]] <= forward <= at[b[i]] - apart_us:
                one[rows], other[rows] = a[i], b[i]
                rows += 1
        found[met] = k
        met += 1
        ends[met] = rows
    return found[:met], ends[: met + 1], one[:rows], other[:rows]


@njit(cache=True, nogil=True)
def _widened(side: Ints, low: int, high: int) -> Ints:
    """Return the bursts with those just before and after them, within low <= burst < high.

    low = high: only the bursts themselves.
    """
    if low == high:
        return side[:1]
    bursts = np.sort(side)
    wide = np.empty(3 * side.size, np.int64)
    size, following = 0, low
    for burst in bursts:
        for near in range(max(burst - 1, following), min(burst + 2, high)):
            wide[size] = near
            size += 1
            following = near + 1
    return wide[:size]


@njit(cache=True, nogil=True)
def _moment(one: Ints, other: Ints) -> tuple[int, int]:
    """Return the moment s with most pairs one <= s <= other, and how many these are.

    Each account with one <= other is an interval; the moment is where most intervals overlap.
    """
    inside = one <= other
    best, most, ended = -(2**62), 0, 0
    if not inside.any():
        return best, most
    begin, end = np.sort(one[inside]), np.sort(other[inside])
    for k in range(begin.size):
        while end[ended] < begin[k]:
            ended += 1
        if k + 1 - ended > most:
            most, best = k + 1 - ended, int(begin[k])
    return best, most
