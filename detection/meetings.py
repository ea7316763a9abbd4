"""Meetings: two objects, at different hours, that the same accounts came to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from detection.arrays import Flags, Ints, ints, starts_of
from detection.bursts import Bursts
from detection.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Meetings:
    """The accounts of each meeting, with the time of their first visit to either object.

    Attributes:
        begins: Row at which each meeting begins, and the number of rows, shape (meetings + 1,).
        account: Codes of accounts; each once in a meeting.
        one: Time at the object that was visited first, microseconds.
        other: Time at the other, microseconds.
        burst_one: Burst of that visit.
        burst_other: Burst of the other.
        exact: How exact both times are at least, microseconds.
        object_rows: Begin and end of the other object's rows in `visits`, shape (meetings, 2).
        visits: Account and time of all events of bursts.
    """

    begins: Ints
    account: Ints
    one: Ints
    other: Ints
    burst_one: Ints
    burst_other: Ints
    exact: Ints
    object_rows: Ints
    visits: tuple[Ints, Ints]

    @property
    def count(self) -> int:
        """How many meetings there are."""
        return self.begins.size - 1

    def crowd(self, meeting: int) -> Ints:
        """Return the times, sorted, of everybody else who came to the other object."""
        low, high = self.object_rows[meeting].tolist()
        account, at = (column[low:high] for column in self.visits)
        here = self.account[self.begins[meeting] : self.begins[meeting + 1]]
        return np.sort(at[~np.isin(account, here)])


def find_meetings(
    bursts: Bursts, pairs: Pairs, exact: Ints, *, least: int, apart_us: int
) -> Meetings:
    """Return the meetings of the significant pairs of bursts.

    Pairs of the same two objects are one meeting, with the bursts next to theirs: a crew does not
    stop where an object with many visitors was cut. Of one object, each pair of bursts is a meeting
    of its own.

    Who reads two posts in one sitting comes to both at the same time, and in the order in which
    everybody sat down: that is no order that was kept. So only accounts count that came to the one
    object before a certain moment and to the other `apart_us` or more after it; it is the moment
    that leaves most accounts.

    Args:
        bursts: The bursts.
        pairs: The significant pairs.
        exact: How exact the time of each post is, microseconds, by its code.
        least: Fewest accounts of a meeting.
        apart_us: Shortest time between the visits to the one and to the other, microseconds.

    Complexity: for each pair of bursts, a sort of their events.
    """
    events = bursts.events
    account, at = ints(events, "account"), ints(events, "at")
    precision = exact[ints(events, "post")]
    first = np.searchsorted(ints(events, "burst"), np.arange(bursts.table.num_rows + 1))
    parts: list[tuple[Ints, Ints]] = []
    others: list[int] = []
    objects = ints(bursts.table, "object")
    for left, right in _sides(objects, pairs):
        sides = [_visits(side, first, account, at) for side in (left, right)]
        codes = [account[side] for side in sides]
        _, i, j = np.intersect1d(*codes, assume_unique=True, return_indices=True)
        a, b, there = sides[0][i], sides[1][j], right
        if a.size < least:
            continue
        forward = _best_split(at[a], at[b], apart_us)
        backward = _best_split(at[b], at[a], apart_us)
        if backward.sum() > forward.sum():
            a, b, forward, there = b, a, backward, left
        if forward.sum() >= least:
            parts.append((a[forward], b[forward]))
            others.append(int(objects[there[0]]))
    sizes = np.array([one.size for one, _ in parts], dtype=np.int64)
    one, other = (
        np.concatenate([np.zeros(0, np.int64), *(part[side] for part in parts)]) for side in (0, 1)
    )
    burst = ints(events, "burst")
    return Meetings(
        begins=np.r_[0, np.cumsum(sizes)].astype(np.int64),
        account=account[one],
        one=at[one],
        other=at[other],
        burst_one=burst[one],
        burst_other=burst[other],
        exact=np.maximum(precision[one], precision[other]),
        object_rows=first[np.searchsorted(objects, np.c_[others, np.array(others) + 1])].reshape(
            -1, 2
        ),
        visits=(account, at),
    )


def _sides(objects: Ints, pairs: Pairs) -> list[tuple[Ints, Ints]]:
    """Return the bursts of each side of each meeting."""
    swap = objects[pairs.a] > objects[pairs.b]
    a, b = np.where(swap, pairs.b, pairs.a), np.where(swap, pairs.a, pairs.b)
    same = objects[a] == objects[b]
    order = np.lexsort((b, a, objects[b], objects[a]))
    a, b, same = a[order], b[order], same[order]
    new = starts_of(objects[a], objects[b]) | same
    groups = np.split(np.arange(a.size), np.flatnonzero(new)[1:]) if a.size else []
    return [
        (a[rows], b[rows])
        if same[rows[0]]
        else (_widened(a[rows], objects), _widened(b[rows], objects))
        for rows in groups
    ]


def _widened(side: Ints, objects: Ints) -> Ints:
    """Return the bursts with those just before and after them, of the same object."""
    near = np.unique(np.r_[side - 1, side, side + 1])
    near = near[(near >= 0) & (near < objects.size)]
    return near[objects[near] == objects[side[0]]]


def _visits(side: Ints, first: Ints, account: Ints, at: Ints) -> Ints:
    """Return the row of the first visit of each account to these bursts, by account."""
    ends = zip(first[side].tolist(), first[side + 1].tolist(), strict=True)
    rows = np.concatenate([np.arange(begin, end) for begin, end in ends])
    rows = rows[np.lexsort((at[rows], account[rows]))]
    return rows[starts_of(account[rows])]


def _best_split(one: Ints, other: Ints, apart_us: int) -> Flags:
    """Return who came to one object before, and to the other well after, the best moment."""
    moment = _moment(one, other - apart_us)
    return (one <= moment) & (other - apart_us >= moment)


@njit(cache=True)
def _moment(one: Ints, other: Ints) -> int:
    """Return the moment s with most pairs one <= s <= other.

    Each account with one <= other is an interval; the moment is where most intervals overlap.
    """
    begin = np.sort(one[one <= other])
    end = np.sort(other[one <= other])
    best, most, ended = np.int64(-(2**62)), 0, 0
    for k in range(begin.size):
        while end[ended] < begin[k]:
            ended += 1
        if k + 1 - ended > most:
            most, best = k + 1 - ended, begin[k]
    return int(best)
