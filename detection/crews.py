"""Crews: accounts that did the same two things in the same order, or in the same seconds.

For rings that are too few times together for the test of ring or audience. Invariants:
- A crew needs a significant meeting: being at the same two objects is never enough.
- Of the accounts at a meeting only those that keep the order, or share both seconds, are members.
- Crews of which the smaller has half of its accounts in the other are one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from detection.arrays import Flags, Ints, Reals
from detection.meetings import Meetings
from detection.replay import Replays
from detection.significance import LEAST, q_values
from detection.synchrony import Synchronies

TESTS = 2
"""Order, and seconds: the p-value of a meeting is the smaller of the two, times two."""
MEMBER_ERRORS = 0.05
"""Most members of a crew that may be there by chance."""


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
    """Who fits into one significant meeting: rows of the meetings, their p and q."""

    rows: Ints
    p: Reals
    q: Reals
    meeting: Meeting


def find_crews(
    meetings: Meetings, replays: Replays, seconds: Synchronies, q: float, fewest: int
) -> list[Crew]:
    """Return the crews, largest first.

    Args:
        meetings: Who met whom twice.
        replays: How well order was kept at each.
        seconds: Who shared seconds at each.
        q: False discovery rate of meetings.
        fewest: Fewest accounts of a crew.
    """
    p = np.minimum(TESTS * np.minimum(replays.p, seconds.p), 1.0)
    adjusted = q_values(p, meetings.count)
    fits: list[_Fit] = []
    for k in np.flatnonzero(adjusted <= q).tolist():
        fit = _fit(meetings, replays, seconds, k, float(adjusted[k]))
        if fit.rows.size >= fewest:
            fits.append(fit)
    groups = _joined([meetings.account[fit.rows] for fit in fits])
    crews = [_crew(meetings, [fits[k] for k in group]) for group in groups]
    return sorted(crews, key=lambda crew: (-crew.accounts.size, int(crew.accounts[0])))


def _fit(
    meetings: Meetings, replays: Replays, seconds: Synchronies, k: int, adjusted: float
) -> _Fit:
    rows = np.arange(meetings.begins[k], meetings.begins[k + 1])
    order = bool(replays.p[k] <= seconds.p[k])
    if order:
        p, q = _in_order(meetings.one[rows], meetings.other[rows], replays.kept[rows])
    else:
        p = np.where(seconds.kept[rows], seconds.chance[k], 1.0)
        q = np.where(seconds.kept[rows], seconds.false_share[k], 1.0)
    fits = q <= MEMBER_ERRORS
    meeting = Meeting(
        q=adjusted,
        p=float(min(replays.p[k], seconds.p[k])),
        order=order,
        accounts=rows.size,
        members=int(fits.sum()),
        correlation=float(replays.correlation[k]),
        usual=float(np.tanh(replays.habit.mean)),
        apart_us=int(np.median(meetings.other[rows] - meetings.one[rows])),
    )
    return _Fit(rows[fits], p[fits], q[fits], meeting)


def _in_order(one: Ints, other: Ints, chain: Flags) -> tuple[Reals, Reals]:
    """Return p and q of each account's place in the order of a meeting.

    d = ranks at the other object by which an account misses the gap between the two of the chain
    that it stands between at the one. Without orders P(d <= x) = (2 x + 1) / m. Of those without,
    there are twice as many as miss by more than half of what they could, m / 2.
    """
    m = one.size
    missed = _missed(one, other, chain)
    p = np.minimum((2.0 * missed + 1.0) / m, 1.0)
    without = min(2.0 * float(np.mean(p > 0.5)), 1.0)
    order = np.argsort(p, kind="stable")
    share = without * m * p[order] / np.searchsorted(p[order], p[order], side="right")
    q = np.empty(m)
    q[order] = np.minimum.accumulate(share[::-1])[::-1]
    return p, np.clip(q, LEAST, 1.0)


def _missed(one: Ints, other: Ints, chain: Flags) -> Ints:
    rank = np.argsort(np.argsort(other, kind="stable"), kind="stable")
    order = np.lexsort((-other, one))
    place = np.cumsum(chain[order])  # of the chain up to and with each account
    steps = np.r_[-1, rank[order][chain[order]], one.size]
    before = steps[np.where(chain[order], place - 1, place)]
    after = steps[place + 1]
    missed = np.zeros(one.size, dtype=np.int64)
    missed[order] = np.maximum(np.maximum(before - rank[order], rank[order] - after), 0)
    return missed


def _joined(sets: list[Ints]) -> list[list[int]]:
    """Return groups of sets that overlap: half of the smaller one is in the other."""
    if not sets:
        return []
    accounts = np.unique(np.concatenate(sets), return_inverse=True)[1]
    number = np.repeat(np.arange(len(sets)), [one.size for one in sets])
    matrix = sparse.csr_array((np.ones(number.size), (number, accounts)))
    shared = sparse.coo_array(matrix @ matrix.T)
    sizes = np.bincount(number)
    close = shared.data >= 0.5 * np.minimum(sizes[shared.row], sizes[shared.col])
    links = sparse.coo_array(
        (np.ones(int(close.sum())), (shared.row[close], shared.col[close])),
        shape=(len(sets), len(sets)),
    )
    labels = csgraph.connected_components(links, directed=False)[1]
    return [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]


def _crew(meetings: Meetings, fits: list[_Fit]) -> Crew:
    rows = np.concatenate([fit.rows for fit in fits])
    p, q = (np.concatenate([getattr(fit, name) for fit in fits]) for name in ("p", "q"))
    order = np.lexsort((p, meetings.account[rows]))
    accounts, first = np.unique(meetings.account[rows][order], return_index=True)
    visits = np.unique(
        np.c_[
            np.r_[meetings.account[rows], meetings.account[rows]],
            np.r_[meetings.burst_one[rows], meetings.burst_other[rows]],
        ],
        axis=0,
    )
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
