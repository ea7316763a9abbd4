"""The proof of each finding: the events of its accounts that count.

Invariants:
- Every account of a finding has pieces of evidence that it shares with others of the finding.
- Critics at the same hashtags, at the same time as a ring, are no members of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints, Reals, ints
from detection.options import Constants
from detection.rings.claims import RING, Finding
from detection.rings.members import Evidence, Membership

FEWEST_TOGETHER = 2
"""A burst proves something about a finding when at least so many of its accounts are in it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A finding with its proof.

    Attributes:
        finding: Tier, accounts, how it was judged.
        rows: Rows of the evidence's events: what its accounts did that counts.
        context: Rows of the evidence's events: everything in the same bursts.
        hits: Pieces of evidence of each of its accounts, min(posts, bundles).
        purity: Mean share of members around each account's events, 0 to 1.
    """

    finding: Finding
    rows: Ints
    context: Ints
    hits: Ints
    purity: Reals

    @property
    def score(self) -> Reals:
        """Score of each account, 0 to 1, for ordering: purity x h / (h + 1).

        More evidence in company of fewer outsiders comes first; it is no probability.
        """
        return self.purity * self.hits / (self.hits + 1)


def prove(
    evidence: Evidence,
    levels: list[Membership],
    findings: list[Finding],
    public: Flags,
    constants: Constants,
) -> list[Proof]:
    """Gather the proof of each finding; drop accounts and findings that have too little left.

    Accounts that a larger finding claimed are gone from a finding: what they alone tied together
    proves nothing about the rest. Gone, too, are accounts that met a ring only at public places
    (its hashtags, the posts under which it replied) when the majority passed on the same texts,
    links or posts as well: people who were angry at the same time.

    Args:
        evidence: The events of all communities.
        levels: The member tests, one for each purity.
        findings: Rings and audiences.
        public: Whether each burst, by code, is of a public place.
        constants: member_hits, ring_members, ring_occasions, ring_median_hits, majority.
    """
    community = ints(evidence.events, "community")
    order = np.argsort(community, kind="stable")
    begins = np.searchsorted(community[order], np.arange(int(community.max(initial=-1)) + 2))
    proofs: list[Proof] = []
    for finding in findings:
        rows = order[begins[finding.community] : begins[finding.community + 1]]
        proof = _prove(evidence.events, levels, finding, rows, public, constants)
        if _holds(proof, evidence.events, constants):
            proofs.append(proof)
    return proofs


def _prove(
    events: pa.Table,
    levels: list[Membership],
    finding: Finding,
    rows: Ints,
    public: Flags,
    constants: Constants,
) -> Proof:
    columns = events.take(pa.array(rows))
    account, burst = ints(columns, "account"), ints(columns, "burst")
    counts = np.logical_or.reduce([levels[level].kept[rows] for level in finding.levels])
    purity = np.max([levels[level].purity[rows] for level in finding.levels], axis=0)
    while True:
        used = counts & np.isin(account, finding.accounts)
        used &= _together(account, burst, used)
        hits = _hits(columns, used, finding.accounts)
        stays = hits >= constants.member_hits
        if finding.tier == RING:
            stays &= _passed_on(finding.accounts, account[used & ~public[burst]], constants)
        if stays.all():
            break
        finding = finding.only(stays)
    place = np.searchsorted(finding.accounts, account[used])
    weight = np.bincount(place, weights=purity[used], minlength=hits.size)
    events_of = np.bincount(place, minlength=hits.size)
    return Proof(
        finding=finding,
        rows=rows[used],
        context=rows[np.isin(burst, burst[used])],
        hits=hits,
        purity=np.clip(weight / np.maximum(events_of, 1), 0.0, 1.0),
    )


def _together(account: Ints, burst: Ints, used: Flags) -> Flags:
    """Return which events are in bursts of enough different accounts among the used ones."""
    width = int(account.max(initial=0)) + 1
    pairs = np.unique(burst[used] * width + account[used]) // width
    bursts, accounts = np.unique(pairs, return_counts=True)
    return np.isin(burst, bursts[accounts >= FEWEST_TOGETHER])


def _holds(proof: Proof, events: pa.Table, constants: Constants) -> bool:
    """Return whether what is left of a finding still is enough of one."""
    if proof.finding.accounts.size < constants.ring_members:
        return False
    if proof.finding.tier != RING:
        return True
    pieces = np.unique(ints(events, "bundle")[proof.rows]).size
    usual = float(np.median(proof.hits))
    return pieces >= constants.ring_occasions and usual >= constants.ring_median_hits


def _passed_on(accounts: Ints, elsewhere: Ints, constants: Constants) -> Flags:
    """Return which accounts were met elsewhere than at public places; all, if most were not."""
    met = np.isin(accounts, elsewhere)
    usual = accounts.size > 0 and float(met.mean()) >= constants.majority
    return met if usual else np.ones_like(met)


def _hits(columns: pa.Table, used: Flags, accounts: Ints) -> Ints:
    """Return min(distinct posts, distinct bundles) of each account over the used events."""
    found = columns.filter(pa.array(used)).group_by("account")
    counted = found.aggregate([("post", "count_distinct"), ("bundle", "count_distinct")])
    hits = np.zeros(accounts.size, dtype=np.int64)
    place = np.searchsorted(accounts, ints(counted, "account"))
    hits[place] = np.minimum(
        ints(counted, "post_count_distinct"), ints(counted, "bundle_count_distinct")
    )
    return hits
