"""What the steps of a run found, before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs
from detection.rings.audience import Candidate
from detection.rings.members import Evidence, Membership
from detection.rings.proof import Proof


@dataclass(frozen=True, slots=True)
class Found:
    """What the steps found, over the codes of the events.

    Attributes:
        bursts: All bursts.
        pairs: The significant pairs of bursts.
        evidence: The events of all communities.
        levels: The member tests, one for each purity.
        candidates: All communities that were judged, and how.
        proofs: The findings.
        notes: What was left out and why, one sentence each.
    """

    bursts: Bursts
    pairs: Pairs
    evidence: Evidence
    levels: list[Membership]
    candidates: list[Candidate]
    proofs: list[Proof]
    notes: list[str]
