"""A language of the generator: patterns with slots, read from a grammar file and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from demo.voices import Voice

Pattern = tuple["str | tuple[str, ...]", ...]
"""Literal pieces and slots; a slot is the tuple of what may stand there."""

NUMBERS = tuple(str(n) for n in range(2, 99))
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that one language can say.

    Attributes:
        code: ISO 639-1.
        comma: What joins clauses.
        stop: What ends a sentence.
        words: Word lists by name ("place", "who", ...).
        things: The things of each field of everyday life.
        patterns: voice -> field -> patterns.
        stories: field -> openings of paid texts.
    """

    code: str
    comma: str
    stop: str
    words: dict[str, tuple[str, ...]]
    things: tuple[tuple[str, ...], ...]
    patterns: dict[Voice, tuple[tuple[Pattern, ...], ...]]
    stories: tuple[tuple[Pattern, ...], ...]


def compile_pattern(template: str, words: dict[str, tuple[str, ...]]) -> Pattern:
    """Cut a template at its slots.

    A slot is `{a|b|c}` (one of these), `{name}` (a word of the list of that name) or `{#}`.

    Raises:
        KeyError: A slot names a list that does not exist.
    """
    pieces: list[str | tuple[str, ...]] = []
    for number, piece in enumerate(_SLOT.split(template)):
        if number % 2 == 0:
            if piece:
                pieces.append(piece)
        elif "|" in piece:
            pieces.append(tuple(piece.split("|")))
        else:
            pieces.append(words[piece])
    return tuple(pieces)


@cache
def load_language(code: str) -> Language:
    """Read demo/grammar/<code>.yaml."""
    text = files("demo.grammar").joinpath(f"{code}.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    words = {name: tuple(found) for name, found in raw["words"].items()}
    words |= {name: (fixed,) for name, fixed in raw["names"].items()} | {"#": NUMBERS}
    fields = [
        words | {"things": tuple(field["things"]), "acts": tuple(field["acts"])}
        for field in raw["fields"]
    ]

    def compiled(name: str) -> tuple[tuple[Pattern, ...], ...]:
        # a share button writes the headline of the article, which is put in later
        return tuple(
            tuple(compile_pattern(t, {**known, "headline": ("{headline}",)}) for t in raw[name])
            for known in fields
        )

    return Language(
        code=code,
        comma="，" if code == "zh" else ", ",
        stop="。" if code == "zh" else ". ",
        words=words,
        things=tuple(known["things"] for known in fields),
        patterns={v: compiled(v.name.lower()) for v in Voice if v is not Voice.SILENT},
        stories=compiled("story"),
    )


def roll(seed: list[int]) -> Iterator[int]:
    """Return an endless row of random integers from 0 to 2^31 - 1, the same for the same seed."""
    generator = np.random.default_rng(seed)
    while True:
        yield from generator.integers(0, 1 << 31, 4096).tolist()


def fill(pattern: Pattern, dice: Iterator[int]) -> str:
    """Put a random word into each slot."""
    return "".join(
        piece if isinstance(piece, str) else piece[next(dice) % len(piece)] for piece in pattern
    )


def spin(pattern: Pattern, dice: Iterator[int], freedom: float) -> str:
    """Fill the slots of a paid sentence; a slot keeps its first wording unless spun.

    Args:
        pattern: A sentence of a manuscript.
        dice: Random integers.
        freedom: Probability that a slot is spun, 0..1.
    """
    limit = freedom * (1 << 31)
    return "".join(
        piece
        if isinstance(piece, str)
        else piece[next(dice) % len(piece)]
        if next(dice) < limit
        else piece[0]
        for piece in pattern
    )
