"""Crews as findings with their proof, beside the rings that the main test found.

Invariants:
- A crew of which more than `crew_overlap` is in rings already is told there, not again.
- Who is in a ring is in no crew, and who is in a crew is in no audience.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from detection.arrays import Ints, ints
from detection.crews.crews import Crew
from detection.options import Constants
from detection.rings.audience import Candidate
from detection.rings.claims import RING, Finding
from detection.rings.members import Evidence
from detection.rings.proof import Proof
from detection.rings.shape import Shape


def prove_crews(
    evidence: Evidence, crews: list[Crew], proofs: list[Proof], constants: Constants
) -> list[Proof]:
    """Return the crews that no ring holds yet, with their proof.

    Args:
        evidence: The events of all communities.
        crews: Largest first.
        proofs: What the main test found.
        constants: crew_overlap, member_hits, ring_members.
    """
    rings = [proof.finding.accounts for proof in proofs if proof.finding.tier == RING]
    taken = np.unique(np.concatenate([np.zeros(0, np.int64), *rings]))
    found: list[Proof] = []
    for crew in crews:
        own = crew.only(~np.isin(crew.accounts, taken))
        if own.accounts.size < (1.0 - constants.crew_overlap) * crew.accounts.size:
            continue
        if own.accounts.size > 0:
            own = own.only(_hits(evidence, own) >= constants.member_hits)
        if own.accounts.size >= constants.ring_members:
            found.append(_prove(evidence, own))
            taken = np.union1d(taken, own.accounts)
    return found


def without_crews(findings: list[Finding], crews: list[Proof]) -> list[Finding]:
    """Return the findings; the audiences among them without the accounts of crews."""
    taken = np.concatenate([np.zeros(0, np.int64), *(crew.finding.accounts for crew in crews)])
    return [
        found if found.tier == RING else found.only(~np.isin(found.accounts, taken))
        for found in findings
    ]


def _visits(evidence: Evidence, crew: Crew) -> tuple[Ints, Ints]:
    """Return the rows of the evidence in the bursts of a crew, and those of its own visits."""
    account, burst = ints(evidence.events, "account"), ints(evidence.events, "burst")
    context = np.flatnonzero(np.isin(burst, crew.burst))
    width = int(account.max(initial=0)) + 1
    visits = burst[context] * width + account[context]
    return context, context[np.isin(visits, crew.burst * width + crew.account)]


def _hits(evidence: Evidence, crew: Crew) -> Ints:
    """Return the pieces of evidence of each of its accounts; bursts in no community are none."""
    _, rows = _visits(evidence, crew)
    columns = evidence.events.take(pa.array(rows))
    place = np.searchsorted(crew.accounts, ints(columns, "account"))
    met = np.unique(np.c_[place, ints(columns, "bundle")], axis=0)
    return np.bincount(met[:, 0], minlength=crew.accounts.size).astype(np.int64)


def _prove(evidence: Evidence, crew: Crew) -> Proof:
    account, burst = ints(evidence.events, "account"), ints(evidence.events, "burst")
    context, rows = _visits(evidence, crew)
    members = np.isin(account[context], crew.accounts)
    everyone = np.bincount(burst[context])
    pure = np.bincount(burst[context], weights=members) / np.maximum(everyone, 1)
    place = np.searchsorted(crew.accounts, account[rows])
    purity = np.bincount(place, weights=pure[burst[rows]]) / np.bincount(place)
    hits = _hits(evidence, crew)
    finding = Finding(
        tier=RING,
        community=int(ints(evidence.events, "community")[rows[0]]),
        levels=(),
        judged=_judged(crew, hits),
        accounts=crew.accounts,
        p=crew.p,
        q=crew.q,
        crew=crew,
    )
    return Proof(finding, rows, context, hits, purity)


def _judged(crew: Crew, hits: Ints) -> Candidate:
    """Return the crew as a candidate, for all that reads one: no audience was fitted to it."""
    best, size = crew.meetings[0], crew.accounts.size
    return Candidate(
        community=-1,
        level=0,
        accounts=crew.accounts,
        p=crew.p,
        q=crew.q,
        core=np.ones(size, dtype=np.bool_),
        shape=Shape(p=best.p, bump=2, least=2, expected=0.0, seen=size),
        ring_q=best.q,
        share=1.0,
        median_hits=float(np.median(hits)),
        occasions=np.unique(crew.burst).size,
    )
