"""Paraphrases of invented manuscripts, graded by how much of the wording is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from demo.language import Pattern, compile_pattern

BANK: Final = Path(__file__).with_name("bank.yaml")
STOPS: Final = {"en": ". ", "zh": "。"}


@dataclass(frozen=True, slots=True)
class Strength:
    """How far a copy is from its manuscript.

    Attributes:
        name: For people.
        spun: Probability that a slot is drawn anew, 0..1.
        rewritten: Probability that a sentence is said in other words, 0..1.
        shuffled: Whether sentences change their order.
        dropped: Probability that a sentence is left out, 0..1.
    """

    name: str
    spun: float = 0.0
    rewritten: float = 0.0
    shuffled: bool = False
    dropped: float = 0.0


STRENGTHS: Final = (
    Strength("word for word"),
    Strength("some synonyms", spun=0.5),
    Strength("synonyms, clauses in another order", spun=1.0, shuffled=True),
    Strength("a quarter in other words", spun=1.0, rewritten=0.25, shuffled=True),
    Strength("half in other words", spun=1.0, rewritten=0.5, shuffled=True, dropped=0.1),
    Strength("three quarters in other words", spun=1.0, rewritten=0.75, shuffled=True, dropped=0.1),
    Strength(
        "all in other words and registers", spun=1.0, rewritten=1.0, shuffled=True, dropped=0.1
    ),
)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text of the bank.

    Attributes:
        language: en or zh.
        sentences: The wordings of each sentence: its own first, then others of another register.
        others: What people wrote about the same subject by themselves.
    """

    language: str
    sentences: tuple[tuple[Pattern, ...], ...]
    others: tuple[str, ...]

    def copy(self, strength: Strength, rng: np.random.Generator) -> str:
        """Write one copy."""
        kept = [s for s in self.sentences if rng.random() >= strength.dropped] or self.sentences[:1]
        said = [self._say(wordings, strength, rng) for wordings in kept]
        if strength.shuffled:
            said = [said[place] for place in rng.permutation(len(said))]
        return STOPS[self.language].join(said)

    def _say(
        self, wordings: tuple[Pattern, ...], strength: Strength, rng: np.random.Generator
    ) -> str:
        other = rng.random() < strength.rewritten
        pattern = wordings[rng.integers(1, len(wordings)) if other else 0]
        return "".join(
            piece
            if isinstance(piece, str)
            else piece[rng.integers(len(piece)) if rng.random() < strength.spun else 0]
            for piece in pattern
        )


@cache
def manuscripts(language: str) -> tuple[Manuscript, ...]:
    """Return the manuscripts of a language."""
    bank: dict[str, Any] = yaml.safe_load(BANK.read_text("utf-8"))
    return tuple(
        Manuscript(
            language,
            tuple(
                tuple(compile_pattern(wording, {}) for wording in wordings)
                for wordings in text["sentences"]
            ),
            tuple(text["others"]),
        )
        for text in bank[language]
    )
