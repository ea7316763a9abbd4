"""What a rule is: a technique, asserted where tables of a study show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from campaign.techniques.facts import Facts

LOW: Final = "low"
MEDIUM: Final = "medium"
HIGH: Final = "high"
MOST_IDS: Final = 20
"""Ids of evidence that are kept of one assertion, the clearest."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """That a technique was seen.

    Attributes:
        confidence: LOW, MEDIUM or HIGH: that the behaviour is the technique; not that of the ring.
        reason: One sentence with its numbers.
        evidence: Ids of posts, bursts, manuscripts, entities or accounts, the clearest first.
    """

    confidence: str
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Declaration of a rule.

    Attributes:
        name: Name in the table `techniques`; never changes its meaning.
        technique: Id of the DISARM Red framework (campaign.techniques.framework).
        asks: The condition, in words with its thresholds.
        limits: What it cannot tell apart.
        judge: Returns what it asserts of a subject, or None. Empty tables assert nothing.
    """

    name: str
    technique: str
    asks: str
    limits: str
    judge: Callable[[Facts], Assertion | None]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def by_count(pieces: int, members: int) -> str:
    """Return the confidence of what was seen so often, by so many members.

    HIGH from ten times and twenty members on, MEDIUM from five and ten on; our choice.
    """
    if pieces >= 10 and members >= 20:
        return HIGH
    return MEDIUM if pieces >= 5 and members >= 10 else LOW
