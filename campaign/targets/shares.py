"""The share of posts that name somebody, of a ring and of organic accounts on the same days.

Let a ring have n_d posts on day d, n in all, x of which name the entity, and organic accounts N_d,
of which X_d name it. Compared are

    p = x / n    and    s = sum over d of (n_d / n) (X_d / N_d),

the organic share on the ring's days (direct standardisation; Fleiss, Levin and Paik 2003, ch. 19).
The posts of one account are no independent witnesses: variances are summed over accounts,

    var log p = (A-1)/A  sum over members a  of (log p without a - log p)^2
    var s     = B/(B-1)  sum over organics b  of (sum over d of w_d (x_bd - (X_d/N_d) n_bd))^2,

w_d = (n_d/n) / N_d: the jackknife (Efron 1982, ch. 3) and, for the many, the linearised ratio
estimator with accounts as clusters (Särndal, Swensson and Wretman 1992, ch. 5). The interval is
that of log(p / s), with Student's t of the smaller number of accounts less one. Where organic
accounts never name it, half a post is taken, whose logarithm has variance 2 (Haldane 1956).
Where one member alone names it there is no interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import t as student

from campaign.targets.counts import Counts
from detection.arrays import Flags, Ints, Reals

LEAST: Final = 5
"""Accounts on either side, below which there is a share and no interval."""
HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """How often a ring and organic accounts name one entity; names as in the table `targets`."""

    entity: int
    posts: int
    naming: int
    namers: int
    organic_posts: int
    organic_naming: int
    share: float
    organic_share: float
    ratio: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None


class Organic:
    """Organic accounts, ready to be compared with many rings.

    Args:
        counts: Of the whole collection.
        organic: Whether each account is organic.
    """

    def __init__(self, counts: Counts, organic: Flags) -> None:
        mine = organic[counts.account]
        shape = (len(counts.accounts), counts.days)
        posts = csr_array(
            (counts.posts[mine].astype(np.float64), (counts.account[mine], counts.day[mine])),
            shape=shape,
        )
        self.posts = posts
        self.by_day: Reals = np.asarray(posts.sum(axis=0), dtype=np.float64)
        self.together = (posts.T @ posts).tocsr()  # over accounts: posts of one day times another
        self.accounts = int(np.unique(counts.account[mine]).size)
        entity, account, day, times = counts.named
        kept = organic[account]
        self._named = (entity[kept], account[kept], day[kept], times[kept].astype(np.float64))

    def named(self, entity: int) -> tuple[Ints, Ints, Reals]:
        """Return account, day, posts of those that name an entity."""
        codes, account, day, times = self._named
        a, b = np.searchsorted(codes, (entity, entity + 1))
        return account[a:b], day[a:b], times[a:b]

    def share(self, entity: int, weight: Reals) -> tuple[float, float, int]:
        """Return the share of an entity on weighted days, its variance, and the posts that name it.

        Args:
            entity: Number of the entity.
            weight: Of each day, 0 where no organic account posted; the sum is 1.
        """
        account, day, times = self.named(entity)
        per_post = np.divide(weight, self.by_day, out=np.zeros_like(weight), where=weight > 0)
        looked = weight[day] > 0
        account, day, times = account[looked], day[looked], times[looked]
        naming = _sums(day, times, weight.size)
        share = float(per_post @ naming)
        expected = per_post * np.divide(
            naming, self.by_day, out=np.zeros_like(weight), where=weight > 0
        )
        who, place = np.unique(account, return_inverse=True)
        said = _sums(place, per_post[day] * times, who.size)
        usual = np.asarray(self.posts[who] @ expected) if who.size else np.zeros(0)
        squares = float(said @ said - 2 * said @ usual + expected @ (self.together @ expected))
        return share, max(squares, 0.0) * _unbiased(self.accounts), int(naming.sum())


def weights_of(members: Flags, counts: Counts, by_day: Reals) -> tuple[Reals, int]:
    """Return the members' posts of each day with organic posts, and how many fall on others."""
    mine = members[counts.account]
    posts = np.bincount(counts.day[mine], weights=counts.posts[mine], minlength=by_day.size).astype(
        np.float64
    )
    seen = np.where(by_day > 0, posts, 0.0)
    return seen, int(posts.sum() - seen.sum())


def compare(members: Flags, counts: Counts, organic: Organic) -> list[Share]:
    """Return the shares of every entity that a member names on the days looked at.

    Args:
        members: Whether each account is a member.
        counts: Of the whole collection.
        organic: The organic accounts of it.
    """
    seen, _left_out = weights_of(members, counts, organic.by_day)
    mine = members[counts.account] & (organic.by_day[counts.day] > 0)
    who, place = np.unique(counts.account[mine], return_inverse=True)
    posts = _sums(place, counts.posts[mine], who.size)
    entity, account, day, times = counts.named
    kept = members[account] & (organic.by_day[day] > 0)
    entity, namer, times = entity[kept], account[kept], times[kept]
    shares: list[Share] = []
    for code in np.unique(entity).tolist():
        a, b = np.searchsorted(entity, (code, code + 1))
        place = np.searchsorted(who, namer[a:b])
        naming = _sums(place, times[a:b], who.size)
        shares.append(_compared(code, naming, posts, seen, organic))
    return shares


def _compared(code: int, naming: Reals, posts: Reals, seen: Reals, organic: Organic) -> Share:
    """Return the share of one entity.

    Args:
        code: Number of the entity.
        naming: Posts of each member that name it.
        posts: All posts of each member.
        seen: Posts of the members on each day.
        organic: The organic accounts.
    """
    n = float(posts.sum())
    share = float(naming.sum() / n)
    other, other_variance, organic_naming = organic.share(code, seen / n)
    found = Share(
        entity=code,
        posts=int(n),
        naming=int(naming.sum()),
        namers=int((naming > 0).sum()),
        organic_posts=int(organic.by_day[seen > 0].sum()),
        organic_naming=organic_naming,
        share=share,
        organic_share=other,
        ratio=share / other if other else None,
    )
    if min(posts.size, organic.accounts) < LEAST:
        return found
    relative = other_variance / other**2 if other else 2.0
    freedom = min(posts.size, organic.accounts) - 1
    return _with_interval(found, _jackknife(naming, posts) + relative, freedom)


def _jackknife(naming: Reals, posts: Reals) -> float:
    """Return the variance of log p: how much it moves when one member after the other is left out.

    Infinite where one member alone names the entity.
    """
    naming_others, others = naming.sum() - naming, posts.sum() - posts
    if not naming_others.all():
        return float("inf")
    moved = np.log(naming_others / others) - np.log(naming.sum() / posts.sum())
    return float((moved**2).sum() * (posts.size - 1) / posts.size)


def _with_interval(found: Share, variance: float, freedom: int) -> Share:
    """Return the share with interval and p.

    Args:
        found: The share; where organic accounts never name it, half a post is taken.
        variance: Of the logarithm of the ratio.
        freedom: Degrees of freedom of Student's t.
    """
    other = found.organic_share or HALF / (found.organic_posts + 1)
    log_ratio = float(np.log(found.share / other))
    spread = float(np.sqrt(variance))
    if spread == float("inf"):
        return replace(found, p=1.0)
    reach = float(student.ppf(0.975, freedom)) * spread
    return replace(
        found,
        low=float(np.exp(log_ratio - reach)),
        high=float(np.exp(log_ratio + reach)),
        p=float(student.sf(log_ratio / spread, freedom)) if spread else float(log_ratio <= 0),
    )


def _unbiased(accounts: int) -> float:
    return accounts / (accounts - 1) if accounts > 1 else 1.0


def _sums(place: Ints, values: Reals | Ints, size: int) -> Reals:
    """Return the sum of the values at each place."""
    return np.bincount(place, weights=values, minlength=size).astype(np.float64)
