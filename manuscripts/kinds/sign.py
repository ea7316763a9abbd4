"""What a sign of the kind of a manuscript is, and what the judge knows of one manuscript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from manuscripts.template import Slot, Template


@dataclass(frozen=True, slots=True)
class Known:
    """One manuscript as the judge sees it.

    Attributes:
        traits: Its row of `traits`.
        template: Its template, where one was recovered.
    """

    traits: Mapping[str, object]
    template: Template | None = None

    def number(self, trait: str) -> float | None:
        """Return a trait, None where it is not known."""
        value = self.traits.get(trait)
        return float(value) if isinstance(value, (int, float)) else None

    def share(self, trait: str) -> float:
        """Return a trait, 0 where it is not known."""
        return self.number(trait) or 0.0

    @property
    def posts(self) -> int:
        """Copies."""
        return int(self.share("posts"))

    @property
    def accounts(self) -> int:
        """Accounts with a copy."""
        return int(self.share("accounts"))

    @property
    def closed_slots(self) -> int:
        """Slots of the template with two alternatives or more that several copies have."""
        return sum(1 for slot in self._slots() if not slot.free and _several(slot) >= 2)

    @property
    def free_slots(self) -> int:
        """Slots of the template in which nearly every copy has its own."""
        return sum(1 for slot in self._slots() if slot.free)

    def _slots(self) -> list[Slot]:
        lines = () if self.template is None else self.template.lines
        return [piece for line in lines for piece in line.pieces if isinstance(piece, Slot)]


def _several(slot: Slot) -> int:
    return sum(count >= 2 for _text, count in slot.alternatives)


@dataclass(frozen=True, slots=True)
class Sign:
    """One observation, with what it speaks for and against.

    Attributes:
        name: Short, unique.
        holds: Whether it is seen; False also where too little is known to see it.
        weights: Kind -> logarithm of the ratio (seen with that kind) : (seen with the others), in
            nats. 0.7 is twice as often, 2.3 ten times, 4.6 a hundred times.
        words: Says it with its numbers, as the end of a sentence.
        innocent: How it comes about without what it speaks for.
    """

    name: str
    holds: Callable[[Known], bool]
    weights: Mapping[str, float]
    words: Callable[[Known], str]
    innocent: str
