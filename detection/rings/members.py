"""Members: the accounts that take part in a community of bursts far more often than others."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from scipy import stats

from detection.arrays import Flags, Ints, Reals, first_seen, ints
from detection.bursts.communities import NONE
from detection.options import Constants
from detection.relations import Relations
from detection.rings.purity import local_share
from detection.significance import LEAST, q_values


@dataclass(frozen=True, slots=True)
class Evidence:
    """The events of all communities, and what the member test needs to know of each.

    Attributes:
        events: account, post, burst, at, bundle, community; sorted by burst, at, post, account.
        activity: d_u: pieces of evidence of each account among all bursts, min(posts, bundles).
        bundles: Bundles of each account among all bursts.
        sizes: Accounts of each bundle, by its code; 0 where the code is not a bundle's.
    """

    events: pa.Table
    activity: Ints
    bundles: Ints
    sizes: Ints


@dataclass(frozen=True, slots=True)
class Membership:
    """What the member test found at one level of purity.

    Attributes:
        hits: account, community, h (pieces of evidence), p, q; sorted by account, community.
        significant: Whether each row of hits is a member.
        kept: Whether each event of the evidence counts.
        purity: Share of members around each event, net of chance.
        rate: pi0 of each community: the share of a non-member's activity that falls into it.
    """

    hits: pa.Table
    significant: Flags
    kept: Flags
    purity: Reals
    rate: Reals


def gather_evidence(
    relations: Relations, events: pa.Table, community: Ints, bundle: Ints, accounts: int
) -> Evidence:
    """Put bundles and communities to the events of bursts; drop those outside communities."""
    burst = ints(events, "burst")
    events = events.append_column("bundle", pa.array(bundle[burst]))
    rows = relations.rows(events)
    posts, bundles = rows.post.nunique(), rows.bundle.nunique()
    counted = relations.run(rows.group_by("account").agg(posts=posts, bundles=bundles))
    sized = relations.run(rows.group_by("bundle").agg(accounts=rows.account.nunique()))
    many = _spread(counted, "account", "bundles", accounts)
    events = events.append_column("community", pa.array(community[burst]))
    return Evidence(
        events=events.filter(pa.array(community[burst] != NONE)),
        activity=np.minimum(_spread(counted, "account", "posts", accounts), many),
        bundles=many,
        sizes=_spread(sized, "bundle", "accounts", bundle.size),
    )


def _spread(table: pa.Table, key: str, column: str, size: int) -> Ints:
    """Return the values of a column at the places that the key names, 0 elsewhere."""
    values = np.zeros(size, dtype=np.int64)
    values[ints(table, key)] = ints(table, column)
    return values


def find_members(
    relations: Relations, evidence: Evidence, purity: float, q: float, constants: Constants
) -> Membership:
    """Test every account against every community, and every event by its neighbours in time.

    h = min(posts, bundles) of an account in a community; p = P(Binomial(d_u, pi0) >= h). An event
    counts only while members make up `purity` of its nearest events in the burst, net of chance,
    and its burst has enough members. Both are repeated to a fixed point.

    Args:
        relations: Where relational steps run.
        evidence: The events.
        purity: Share of members that keeps an event, 0 to 1.
        q: False discovery rate over accounts x communities.
        constants: neighbours, burst_members, member_rounds, member_hits.
    """
    rounds = _Rounds(relations, evidence, purity, q, constants)
    kept = np.ones(evidence.events.num_rows, dtype=np.bool_)
    hits = rounds.count(kept)
    member = rounds.is_member(hits, ints(hits, "h") >= constants.member_hits)
    rate, share = rounds.rates(kept, member), np.zeros(kept.size)
    for _ in range(constants.member_rounds):
        rate = rounds.rates(kept, member)
        hits, significant = rounds.test(hits, rate)
        member = rounds.is_member(hits, significant)
        share = rounds.shares(member, rate)
        renewed = rounds.keep(member, share)
        if np.array_equal(renewed, kept):
            break
        kept = renewed
        hits = rounds.count(kept)
    hits, significant = rounds.test(hits, rate)
    return Membership(hits, significant, kept, share, rate)


class _Rounds:
    """The parts of one round, over columns that are the same in every round."""

    def __init__(
        self,
        relations: Relations,
        evidence: Evidence,
        purity: float,
        q: float,
        constants: Constants,
    ) -> None:
        self._relations = relations
        self._evidence = evidence
        self._purity = purity
        self._q = q
        self._constants = constants
        events = evidence.events
        self._account, self._burst = ints(events, "account"), ints(events, "burst")
        self._community = ints(events, "community")
        self._count = int(self._community.max(initial=-1)) + 1
        self._first = first_seen(self._burst, self._account)
        # each event takes the purity of its account's first event in the burst
        pair = self._account * (int(self._burst.max(initial=0)) + 1) + self._burst
        self._pair = np.unique(pair, return_inverse=True)[1]
        self._cell = self._account * self._count + self._community

    def count(self, kept: Flags) -> pa.Table:
        """Return h of each account and community over the kept events."""
        rows = self._relations.rows(self._evidence.events.filter(pa.array(kept)))
        return self._relations.run(
            rows.group_by("account", "community")
            .agg(h=ibis.least(rows.post.nunique(), rows.bundle.nunique()))
            .order_by("account", "community")
        )

    def is_member(self, hits: pa.Table, significant: Flags) -> Flags:
        """Return which events are by an account that is significant in their community."""
        cells = ints(hits, "account") * self._count + ints(hits, "community")
        return np.isin(self._cell, cells[significant])

    def rates(self, kept: Flags, member: Flags) -> Reals:
        """Return pi0: what non-members did in a community over all that they did."""
        others = np.bincount(self._community[kept & ~member & self._first], minlength=self._count)
        cells = np.unique(self._cell[member])
        theirs = np.bincount(
            cells % self._count,
            weights=self._evidence.activity[cells // self._count],
            minlength=self._count,
        )
        everything = self._evidence.activity.sum()
        return np.minimum((others + 1) / np.maximum(everything - theirs, 1), 0.99)

    def test(self, hits: pa.Table, rate: Reals) -> tuple[pa.Table, Flags]:
        """Return the hits with p and q, and which are significant."""
        hits = hits.select(["account", "community", "h"])
        h, community = ints(hits, "h"), ints(hits, "community")
        chances = np.maximum(self._evidence.activity[ints(hits, "account")], h)
        p = np.maximum(stats.binom.sf(h - 1, chances, rate[community]), LEAST)
        q = q_values(p, self._evidence.activity.size * max(1, np.unique(community).size))
        tested = hits.append_column("p", pa.array(p)).append_column("q", pa.array(q))
        return tested, (q <= self._q) & (h >= self._constants.member_hits)

    def shares(self, member: Flags, rate: Reals) -> Reals:
        """Return the purity around each event."""
        first = self._first
        by_chance = 1.0 - np.exp(
            -np.maximum(self._evidence.activity[self._account] - 1, 0) * rate[self._community]
        )
        around = local_share(
            self._burst[first], member[first], by_chance[first], self._constants.neighbours
        )
        best = np.full(int(self._pair.max(initial=-1)) + 1, -np.inf)
        best[self._pair[first]] = around
        return best[self._pair]

    def keep(self, member: Flags, share: Reals) -> Flags:
        """Return which events count in the next round."""
        pure = share >= self._purity
        seen = np.bincount(
            self._burst[pure & member & self._first],
            minlength=int(self._burst.max(initial=-1)) + 1,
        )
        return pure & (seen >= self._constants.burst_members)[self._burst]
