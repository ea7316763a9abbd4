"""The variants of a line as people wrote them, behind the numbers of their tokens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detection.arrays import Ints
from manuscripts.recovery.cutting import EMOJI, LAST_ASIDE, MENTION, TAG, URL
from manuscripts.recovery.frame import Frame
from manuscripts.recovery.reading import Reading

_SIGNS = {URL: "https://…", MENTION: "@…", TAG: "#…", EMOJI: "[…]"}
_COMPARED = 40
"""Variants that are looked at for whether an aside says the same in all of them."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How the variants of a line are read.

    Attributes:
        frame: Pieces and alternatives of all variants.
        cuts: Where the pieces of each begin and where the last ends.
        own: Alternative of each piece of each variant.
        forms: Form of each variant.
        token: Token of the reading for each token of the variants.
        copies: Of each variant.
        texts: Different texts that hold each variant.
    """

    frame: Frame
    cuts: Ints
    own: Ints
    forms: Ints
    token: Ints
    copies: Ints
    texts: Ints


def alternative_texts(reading: Reading, found: Readings) -> list[str]:
    """Return each alternative as most copies write it; what is aside and differs as a sign."""
    order = np.argsort(found.copies, kind="stable")
    example = np.zeros(found.frame.piece.size, dtype=np.int64)
    for p in range(found.frame.pieces):
        example[found.own[order, p]] = order  # the last one, with the most copies, stays
    return [
        _shown(reading, found, a, variant, p)
        for a, (variant, p) in enumerate(
            zip(example.tolist(), found.frame.piece.tolist(), strict=True)
        )
    ]


def _shown(reading: Reading, found: Readings, a: int, variant: int, p: int) -> str:
    low, high = found.cuts[variant, p], found.cuts[variant, p + 1]
    if low == high:
        return ""
    said = found.token[low:high]
    if (reading.key[said] > LAST_ASIDE).all():
        return reading.text[reading.begin[said[0]] : reading.end[said[-1]]]
    others = np.flatnonzero(found.own[:, p] == a)[:_COMPARED].tolist()
    return "".join(
        _token_shown(
            reading,
            [(int(found.forms[v]), int(found.token[found.cuts[v, p] + k])) for v in others],
            token,
            first=k == 0,
        )
        for k, token in enumerate(said.tolist())
    )


def _token_shown(
    reading: Reading, others: list[tuple[int, int]], token: int, *, first: bool
) -> str:
    """Return one token, with the space before it.

    Args:
        reading: Of all texts.
        others: Form of other variants, and the same token in its example.
        token: Which.
        first: Whether it is the first of its piece.
    """
    text = reading.text[reading.begin[token] : reading.end[token]]
    if int(reading.key[token]) <= LAST_ASIDE:
        said = {written for form, t in others for written in _written(reading, form, t)}
        text = text if said == {text} else _SIGNS[int(reading.key[token])]
    return text if first or not reading.spaced[token] else f" {text}"


def _written(reading: Reading, form: int, token: int) -> set[str]:
    """Return what stands in the place of a token in some sentences of one form."""
    within = token - reading.low[reading.example[form]]
    tokens = reading.low[np.flatnonzero(reading.form == form)[:_COMPARED]] + within
    return {reading.text[reading.begin[t] : reading.end[t]] for t in tokens.tolist()}
