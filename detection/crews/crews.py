"""Crews: accounts that did the same two things in the same order, or in the same seconds.

For rings that are too few times together for the test of ring or audience. Invariants:
- A crew needs a significant meeting: being at the same two objects is never enough.
- Of the accounts at a meeting only those that keep the order, or share both seconds, are members.
- Crews of which the smaller has half of its accounts in the other are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from detection.arrays import Flags, Ints, Reals
from detection.crews.fit import chance_of_fit, fit_of_chain, fit_of_neighbours
from detection.crews.meetings import Meetings
from detection.crews.replay import longest_chain
from detection.crews.synchrony import members_in_seconds, seconds_that_count
from detection.options import Options


@dataclass(frozen=True, slots=True)
class Meeting:
    """The numbers of one significant meeting, for people.

    Attributes:
        q: q-value of the meeting among all.
        p: p-value of the better test.
        order: Whether it is the order that was kept; otherwise the seconds.
        accounts: Accounts that came to both objects.
        members: Accounts that kept the order, or shared both seconds with others.
        correlation: Rank correlation of the times, -1 to 1.
        usual: Rank correlation that is usual in the collection.
        apart_us: Median time from the one visit to the other, microseconds.
    """

    q: float
    p: float
    order: bool
    accounts: int
    members: int
    correlation: float
    usual: float
    apart_us: int


@dataclass(frozen=True, slots=True)
class Crew:
    """Accounts that repeated themselves together.

    Attributes:
        accounts: Codes, sorted.
        p: p-value of each: the chance that someone without orders fits in so well, at its best.
        q: q-value of each: share of chance among those who fit in as well.
        account: Account of each visit that counts.
        burst: Burst of each visit that counts.
        meetings: Its significant meetings, the clearest first.
    """

    accounts: Ints
    p: Reals
    q: Reals
    account: Ints
    burst: Ints
    meetings: tuple[Meeting, ...]

    def only(self, chosen: Flags) -> Crew:
        """Return the crew with some of its accounts."""
        if chosen.all():
            return self
        stays = np.isin(self.account, self.accounts[chosen])
        return Crew(
            accounts=self.accounts[chosen],
            p=self.p[chosen],
            q=self.q[chosen],
            account=self.account[stays],
            burst=self.burst[stays],
            meetings=self.meetings,
        )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Who fits into one significant meeting: accounts, bursts of their visits, p and q."""

    account: Ints
    burst_one: Ints
    burst_other: Ints
    p: Reals
    q: Reals
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Judged:
    """What the tests said of some meetings.

    Attributes:
        q: q-value of each among all meetings.
        p: p-value of the better test.
        order: Whether that is the test of order.
        by_chain: Whether, of the order, a chain was better than the correlation.
        correlation: Rank correlation of the times.
        usual: The one that is usual in the collection.
    """

    q: Reals
    p: Reals
    order: Flags
    by_chain: Flags
    correlation: Reals
    usual: float

    def only(self, rows: Ints) -> Judged:
        """Return some of them."""
        return Judged(
            self.q[rows],
            self.p[rows],
            self.order[rows],
            self.by_chain[rows],
            self.correlation[rows],
            self.usual,
        )


def find_crews(
    parts: Iterable[tuple[Meetings, Judged]], crowded: Flags, accounts: int, options: Options
) -> tuple[list[Crew], int]:
    """Return the crews, largest first, and how many meetings were not looked at.

    Args:
        parts: The significant meetings, the clearest first, with what the tests said of each.
        crowded: Which seconds of the minute do not count.
        accounts: Number of all accounts.
        options: q, ring_members, and the constants of crews.
    """
    constants = options.constants
    fits: list[_Fit] = []
    told, passed_over = np.zeros(accounts, dtype=np.int64), 0
    for meetings, judged in parts:
        for k in range(meetings.count):
            here = meetings.account[meetings.begins[k] : meetings.begins[k + 1]]
            if np.median(told[here]) >= constants.crew_meetings:
                passed_over += 1
                continue
            fit = _fit(meetings, judged, crowded, k, options)
            if fit.account.size >= constants.ring_members:
                fits.append(fit)
                told[fit.account] += 1
    groups = _joined([fit.account for fit in fits], constants.crew_overlap)
    crews = [_crew([fits[k] for k in group]) for group in groups]
    crews.sort(key=lambda crew: (-crew.accounts.size, int(crew.accounts[0])))
    return crews, passed_over


def _fit(meetings: Meetings, judged: Judged, crowded: Flags, k: int, options: Options) -> _Fit:
    constants = options.constants
    rows = np.arange(meetings.begins[k], meetings.begins[k + 1])
    order, by_chain = bool(judged.order[k]), bool(judged.by_chain[k])
    if order:
        p, q = _in_order(meetings, k, rows, constants.fit_neighbours, by_chain=by_chain)
    else:
        p, q = _in_seconds(meetings, k, crowded, max(constants.reaches))
    most = constants.chain_errors if order and by_chain else options.q
    fits = (q <= most) & (p <= constants.no_fit)
    meeting = Meeting(
        q=float(judged.q[k]),
        p=float(judged.p[k]),
        order=order,
        accounts=rows.size,
        members=int(fits.sum()),
        correlation=float(judged.correlation[k]),
        usual=judged.usual,
        apart_us=int(np.median(meetings.other[rows] - meetings.one[rows])),
    )
    return _Fit(
        account=meetings.account[rows][fits],
        burst_one=meetings.burst_one[rows][fits],
        burst_other=meetings.burst_other[rows][fits],
        p=p[fits],
        q=q[fits],
        meeting=meeting,
    )


def _in_order(
    meetings: Meetings, k: int, rows: Ints, neighbours: int, *, by_chain: bool
) -> tuple[Reals, Reals]:
    """Return p and q of each account's place in the order of a meeting."""
    one, other = meetings.one[rows], meetings.other[rows]
    expected = (
        fit_of_chain(one, other, longest_chain(one, other))
        if by_chain
        else fit_of_neighbours(one, other, neighbours)
    )
    return chance_of_fit(other, *expected, meetings.crowd(k))


def _in_seconds(meetings: Meetings, k: int, crowded: Flags, reach: float) -> tuple[Reals, Reals]:
    """Return p and q of each account's seconds at a meeting."""
    one, other, counts = seconds_that_count(meetings.only(k), crowded)
    p, q = np.ones(one.size), np.ones(one.size)
    p[counts], q[counts] = members_in_seconds(one[counts], other[counts], reach)
    return p, q


def _joined(sets: list[Ints], overlap: float) -> list[list[int]]:
    """Return groups of sets that overlap: this share of the smaller one is in the other."""
    if not sets:
        return []
    accounts = np.unique(np.concatenate(sets), return_inverse=True)[1]
    number = np.repeat(np.arange(len(sets)), [one.size for one in sets])
    matrix = sparse.csr_array((np.ones(number.size), (number, accounts)))
    shared = sparse.coo_array(matrix @ matrix.T)
    sizes = np.bincount(number)
    close = shared.data >= overlap * np.minimum(sizes[shared.row], sizes[shared.col])
    links = sparse.coo_array(
        (np.ones(int(close.sum())), (shared.row[close], shared.col[close])),
        shape=(len(sets), len(sets)),
    )
    labels = csgraph.connected_components(links, directed=False)[1]
    return [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]


def _crew(fits: list[_Fit]) -> Crew:
    account, one, other, p, q = (
        np.concatenate([getattr(fit, name) for fit in fits])
        for name in ("account", "burst_one", "burst_other", "p", "q")
    )
    order = np.lexsort((p, account))
    accounts, first = np.unique(account[order], return_index=True)
    visits = np.unique(np.c_[np.r_[account, account], np.r_[one, other]], axis=0)
    return Crew(
        accounts=accounts,
        p=p[order][first],
        q=q[order][first],
        account=visits[:, 0],
        burst=visits[:, 1],
        meetings=tuple(
            sorted((fit.meeting for fit in fits), key=lambda m: (m.p, -m.members, -m.accounts))
        ),
    )
