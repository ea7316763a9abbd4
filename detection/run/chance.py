"""The probability of the coincidences of two accounts, given the bundles of bursts they were in.

What it answers: how often would two accounts that busy, who have nothing to do with each other,
meet in so many bundles, and so close in time? It does not answer whether they follow orders: two
fans of one singer meet far more often than chance, too. Ring or audience decides that.

Invariants:
- Under the null the p-value is conservative: P(p <= x) <= x.
- A bundle of bursts is one piece of evidence; of an account its first post in it counts.
- A time that is known to the minute or the day is never synchrony below a minute or a day.
- The cost is that of a sort of the visits and, for each pair, of its own visits: linear.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numba import njit
from scipy import stats

from detection.arrays import Flags, Ints, Reals, first_seen, starts_of
from detection.significance import LEAST

SECOND_US = 1_000_000
OCTAVE = 2
"""Gaps are rounded up to steps of 2^(1/2): that only makes p larger, by as much at most."""
PIECE_VISITS = 4_000_000
"""Visits of the first accounts of the pairs that are looked at at once: about 300 MB."""
EXACT_STEPS = 4_000_000
"""Steps of the exact tail; what needs more is bounded from above by a binomial tail."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Who took part in which bundle, each account once: with its first post in it.

    Sorted by bundle, time, account. Rows of all accounts of the bundles, members or not.

    Attributes:
        bundle: Code of the bundle, from 0 without holes.
        account: Code of the account.
        at: Time of its first post, microseconds.
        exact: How much that may be off, microseconds.
        row: Row of each visit in the table that the visits were made of.
    """

    bundle: Ints
    account: Ints
    at: Ints
    exact: Ints
    row: Ints

    @classmethod
    def of(cls, bundle: Ints, account: Ints, at: Ints, exact: Ints) -> Visits:
        """Take the first of the events of each account in each bundle."""
        order = np.lexsort((account, at, bundle))
        order = order[first_seen(bundle[order], account[order])]
        return cls(bundle[order], account[order], at[order], exact[order], order)


@dataclass(frozen=True, slots=True)
class Chances:
    """What is known of pairs of accounts; shapes (pairs,).

    Attributes:
        shared: Bundles in which both took part.
        expected: How many chance gives, the larger of the two directions.
        p_shared: Chance of so many.
        p_gaps: Chance of gaps as small in those; 1 where no time is exact enough to tell.
        p: Both combined.
        first: Earliest of the posts behind it, microseconds; 0 for a pair without any.
        last: Latest of them.
    """

    shared: Ints
    expected: Reals
    p_shared: Reals
    p_gaps: Reals
    p: Reals
    first: Ints
    last: Ints


@dataclass(frozen=True, slots=True)
class Meetings:
    """Bundles that pairs of accounts share.

    Attributes:
        pair: Number of the pair; sorted, then by bundle.
        one: Visit of the first account.
        other: Visit of the second.
        gap: Seconds between the two, times 10^6.
        chance: Share of all pairs of accounts of the bundle that are as close.
        told: Whether times can tell anything: the bundle lasts longer than they may be off.
    """

    pair: Ints
    one: Ints
    other: Ints
    gap: Ints
    chance: Reals
    told: Flags


def chances(visits: Visits, a: Ints, b: Ints, reached: Ints, activity: Ints, total: int) -> Chances:
    """Return the p-values of pairs of accounts.

    1. Bundles. The null: an account v is in bundle k with probability
       pi_vk = min(1, n_k d_v / sum d), n_k = accounts of the bundle, d_v = bundles of v among all,
       as in a random bipartite graph with these degrees (Chung and Lu 2002), independently of who
       else is in it. Given the bundles of u, the number that v shares with u is a sum of
       independent trials (Poisson binomial); p_uv is its upper tail. Nothing says which of the two
       came first: the larger of p_uv and p_vu counts.
    2. Gaps. The null: who of the accounts of a bundle posted when is chance. Then the chance of a
       gap as small as g is the share of all pairs of its accounts with a gap of at most g. It
       knows that a bundle has a rush and a tail. g is at least as large as the times may be off.
       The bundles are combined by Fisher's method: -2 sum ln p is chi-squared with 2 degrees of
       freedom for each. Bundles that do not last longer than their times may be off say nothing
       and are left out.
    3. Both. Given which bundles are shared, the gaps are independent of how many there are:
       Fisher's method again, P = p1 p2 (1 - ln(p1 p2)).

    A pair that was chosen because it is near has a p-value that is too small for having been
    chosen: hold it against the number of pairs that it was chosen from.

    Args:
        visits: All visits of the bundles that are looked at.
        a: One account of each pair.
        b: The other one, never the same.
        reached: n_k by bundle code.
        activity: d by account code.
        total: The sum of d over all accounts.

    Source: our choice, docs/explanation/evidence.md. Fisher 1925; Hoeffding 1956 (bound).
    """
    visited = np.bincount(visits.account, minlength=int(a.max(initial=0)) + 1)
    piece = np.cumsum(visited[a]) // PIECE_VISITS
    parts = [
        _chances(visits, a[mine], b[mine], reached, activity, total)
        for mine in (piece == number for number in np.unique(piece))
    ]
    if not parts:
        parts = [_chances(visits, a, b, reached, activity, total)]
    return Chances(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Chances))
    )


def _chances(
    visits: Visits, a: Ints, b: Ints, reached: Ints, activity: Ints, total: int
) -> Chances:
    met = meetings(visits, a, b)
    shared = np.bincount(met.pair, minlength=a.size).astype(np.int64)
    p_shared, expected = _count(visits, a, b, shared, reached, activity, total)
    log = np.bincount(
        met.pair, weights=np.where(met.told, np.log(met.chance), 0.0), minlength=a.size
    )
    told = np.bincount(met.pair, weights=met.told, minlength=a.size)
    p_gaps = np.where(told > 0, stats.chi2.sf(-2.0 * log, 2.0 * np.maximum(told, 1.0)), 1.0)
    p_gaps = np.maximum(p_gaps, LEAST)
    joint = np.log(p_shared) + np.log(p_gaps)
    both = np.maximum(np.exp(joint) * (1.0 - joint), LEAST)
    times = np.r_[visits.at[met.one], visits.at[met.other]]
    pair = np.r_[met.pair, met.pair]
    first = np.full(a.size, np.iinfo(np.int64).max)
    last = np.full(a.size, np.iinfo(np.int64).min)
    np.minimum.at(first, pair, times)
    np.maximum.at(last, pair, times)
    return Chances(
        shared=shared,
        expected=expected,
        p_shared=p_shared,
        p_gaps=p_gaps,
        p=np.minimum(np.where(told > 0, both, p_shared), 1.0),
        first=np.where(shared > 0, first, 0),
        last=np.where(shared > 0, last, 0),
    )


def meetings(visits: Visits, a: Ints, b: Ints) -> Meetings:
    """Return the bundles that each pair shares, with how unlikely its gap is."""
    pair, one, other = _common(visits, a, b)
    gap = np.abs(visits.at[one] - visits.at[other])
    floor = np.maximum(visits.exact[one], visits.exact[other])
    # times that are off by so much may lie apart by more than they show
    level = _level(np.maximum(gap, floor))
    bundle = visits.bundle[one]
    starts = np.flatnonzero(starts_of(visits.bundle))
    ends = np.r_[starts[1:], visits.bundle.size]
    lasted = np.zeros(int(visits.bundle.max(initial=-1)) + 1, dtype=np.int64)
    lasted[visits.bundle[starts]] = visits.at[ends - 1] - visits.at[starts]
    chance = np.ones(pair.size)
    for step in np.unique(level):
        mine = level == step
        chance[mine] = _closer(visits, starts, ends, _width(int(step)))[bundle[mine]]
    return Meetings(pair, one, other, gap, chance, lasted[bundle] > floor)


def _common(visits: Visits, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Return pair, visit of a, visit of b for all bundles in which both took part."""
    width = int(visits.bundle.max(initial=0)) + 1
    order = np.lexsort((visits.bundle, visits.account))
    key = visits.account[order] * width + visits.bundle[order]
    begin = np.searchsorted(key, a * width)
    count = np.searchsorted(key, (a + 1) * width) - begin
    pair = np.repeat(np.arange(a.size), count)
    place = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count) + begin[pair]
    wanted = b[pair] * width + key[place] % width
    found = np.minimum(np.searchsorted(key, wanted), max(key.size - 1, 0))
    met = key[found] == wanted if key.size else np.zeros(0, dtype=np.bool_)
    return pair[met], order[place[met]], order[found[met]]


def _level(gap: Ints) -> Ints:
    """Return the least step whose width is no smaller than the gap."""
    steps = np.ceil(OCTAVE * np.log2(np.maximum(gap / SECOND_US, 1.0))).astype(np.int64)
    return steps + (_widths(steps) < gap)


def _widths(steps: Ints) -> Reals:
    return SECOND_US * 2.0 ** (steps / OCTAVE)


def _width(step: int) -> int:
    return int(SECOND_US * 2.0 ** (step / OCTAVE))


def _closer(visits: Visits, starts: Ints, ends: Ints, width: int) -> Reals:
    """Return, by bundle, the share of its pairs of accounts that lie at most `width` apart."""
    counts = _near(visits.at, starts, ends, width)
    sizes = (ends - starts).astype(np.float64)
    share = np.ones(int(visits.bundle.max(initial=-1)) + 1)
    share[visits.bundle[starts]] = counts / np.maximum(sizes * (sizes - 1.0) / 2.0, 1.0)
    return np.clip(share, LEAST, 1.0)


@njit(cache=True)
def _near(at: Ints, starts: Ints, ends: Ints, width: int) -> Ints:
    """Return of each stretch of sorted times how many pairs lie at most `width` apart."""
    counts = np.zeros(starts.size, dtype=np.int64)
    for k in range(starts.size):
        behind = starts[k]
        for i in range(starts[k], ends[k]):
            while at[i] - at[behind] > width:
                behind += 1
            counts[k] += i - behind
    return counts


def _count(
    visits: Visits, a: Ints, b: Ints, shared: Ints, reached: Ints, activity: Ints, total: int
) -> tuple[Reals, Reals]:
    """Return p of the number of shared bundles, and how many are expected."""
    order = np.argsort(visits.account, kind="stable")
    account = visits.account[order]
    begins = np.searchsorted(account, np.arange(int(max(a.max(initial=0), b.max(initial=0))) + 2))
    sizes = reached[visits.bundle[order]].astype(np.float64)
    p, expected = np.ones(a.size), np.zeros(a.size)
    for u, v in ((a, b), (b, a)):
        one, mean, trials = _tails(begins, sizes, u, activity[v] / max(total, 1), shared)
        bound = np.where(
            shared >= mean + 1.0,
            stats.binom.sf(shared - 1, trials, mean / np.maximum(trials, 1)),
            1.0,
        )
        one = np.where(np.isnan(one), bound, one)
        p = np.maximum(p, one) if u is b else one
        expected = np.maximum(expected, mean)
    return np.clip(p, LEAST, 1.0), expected


@njit(cache=True)
def _tails(
    begins: Ints, sizes: Reals, account: Ints, rate: Reals, shared: Ints
) -> tuple[Reals, Reals, Ints]:
    """Return P(trials that succeed >= shared), their mean and number, for each pair.

    The trials of a pair are the visits of its account; the chance of each is its size x rate, at
    most 1. Not a number where the exact tail needs more than EXACT_STEPS.
    """
    tail, mean = np.ones(account.size), np.zeros(account.size)
    trials = np.zeros(account.size, dtype=np.int64)
    for k in range(account.size):
        first, last, wanted = begins[account[k]], begins[account[k] + 1], shared[k]
        trials[k] = last - first
        for i in range(first, last):
            mean[k] += min(1.0, sizes[i] * rate[k])
        if wanted == 0:
            continue
        if trials[k] * wanted > EXACT_STEPS:
            tail[k] = np.nan
            continue
        reach = np.zeros(wanted + 1)  # reach[j]: j succeeded; the last: that many or more
        reach[0] = 1.0
        for i in range(first, last):
            chance = min(1.0, sizes[i] * rate[k])
            reach[wanted] += reach[wanted - 1] * chance
            for j in range(wanted - 1, 0, -1):
                reach[j] = reach[j] * (1.0 - chance) + reach[j - 1] * chance
            reach[0] *= 1.0 - chance
        tail[k] = reach[wanted]
    return tail, mean, trials
