"""Invented texts in two scripts, by the million: chatter, and manuscripts spun in copies."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.detection.ledger import CHINESE, Ints, Reals

VOCABULARY = 6000
SHORTEST, LONGEST = 6, 20  # words of a post
ALTERNATIVES = 3
SLOTS = 14
"""Words of a sentence of a manuscript."""
HAN = (0x4E00, 1800)
"""Where invented Chinese words take their characters: first code point, how many."""
ONSETS, VOWELS, CODAS = (
    [
        "b",
        "c",
        "d",
        "f",
        "g",
        "h",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "w",
        "st",
        "tr",
        "pl",
        "gr",
    ],
    "aeiou",
    "nrslt",
)


@dataclass(frozen=True, slots=True)
class Words:
    """Two vocabularies of as many words; a word is a code, a script says which one is read."""

    latin: pa.Array
    chinese: pa.Array
    upto: Reals

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Ints:
        """Draw words by Zipf's law."""
        return np.searchsorted(self.upto, rng.random(shape) * self.upto[-1])

    def chatter(self, platform: Ints, rng: np.random.Generator) -> pa.Array:
        """Write a text of its own for each row, in the language of its platform."""
        codes = self.draw((platform.size, LONGEST), rng)
        length = rng.integers(SHORTEST, LONGEST + 1, platform.size)
        return self.write(np.where(np.arange(LONGEST) < length[:, np.newaxis], codes, -1), platform)

    def write(self, codes: Ints, platform: Ints) -> pa.Array:
        """Write rows of words, shape (rows, words), -1 for no word."""
        chinese = np.isin(platform, CHINESE)
        parts = [
            _joined(codes[mine], words, gap)
            for mine, words, gap in ((chinese, self.chinese, ""), (~chinese, self.latin, " "))
        ]
        order = np.argsort(np.r_[np.flatnonzero(chinese), np.flatnonzero(~chinese)])
        return pa.concat_arrays(parts).take(pa.array(order))


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of a copywriter: for each slot some words that mean the same.

    Attributes:
        choices: Codes of words, shape (sentences, SLOTS, ALTERNATIVES).
    """

    choices: Ints

    def copies(
        self, words: Words, picked: Ints, platform: Ints, rng: np.random.Generator
    ) -> pa.Array:
        """Spin copies of manuscripts.

        Args:
            words: The vocabularies.
            picked: Sentences of each copy in their order, shape (copies, n); -1 where one is
                dropped.
            platform: Of each copy.
            rng: Which alternatives.
        """
        chosen = rng.integers(0, ALTERNATIVES, (*picked.shape, SLOTS))
        codes = np.take_along_axis(self.choices[picked], chosen[..., np.newaxis], axis=3)[..., 0]
        codes = np.where(picked[..., np.newaxis] < 0, -1, codes)
        return words.write(codes.reshape(picked.shape[0], -1), platform)


def new_words(rng: np.random.Generator) -> Words:
    """Invent the vocabularies."""
    latin = [_latin(rng) for _ in range(VOCABULARY)]
    chinese = [
        "".join(chr(HAN[0] + int(c)) for c in rng.integers(0, HAN[1], rng.integers(1, 3)))
        for _ in range(VOCABULARY)
    ]
    return Words(
        pa.array(latin), pa.array(chinese), np.cumsum(1 / (np.arange(VOCABULARY) + 20.0) ** 0.9)
    )


def new_sentences(words: Words, count: int, spun: float, rng: np.random.Generator) -> Sentences:
    """Write sentences of which a share `spun` of the slots has alternatives."""
    choices = words.draw((count, SLOTS, ALTERNATIVES), rng)
    kept = rng.random((count, SLOTS, 1)) >= spun
    return Sentences(np.where(kept, choices[..., :1], choices))


def joined(*columns: pa.Array, gap: str = " ") -> pa.Array:
    """Join columns of texts row by row, nulls left out; a row of nulls gives an empty text.

    Arrow 26 leaves out a row of nulls altogether.
    """
    nothing = functools.reduce(pc.and_, [column.is_null() for column in columns])
    columns = (pc.if_else(nothing, "", columns[0]), *columns[1:])
    return pc.binary_join_element_wise(*columns, gap, null_handling="skip")


def _joined(codes: Ints, words: pa.Array, gap: str) -> pa.Array:
    columns = [
        words.take(pa.array(codes[:, k], mask=codes[:, k] < 0)) for k in range(codes.shape[1])
    ]
    return joined(*columns, gap=gap).cast(pa.string())


def _latin(rng: np.random.Generator) -> str:
    count = int(rng.integers(1, 4))
    pieces = [
        f"{ONSETS[rng.integers(len(ONSETS))]}{VOWELS[rng.integers(5)]}"
        f"{CODAS[rng.integers(5)] if rng.random() < 0.4 else ''}"
        for _ in range(count)
    ]
    return "".join(pieces)
