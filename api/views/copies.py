"""Where near-copies of one text differ: for reading posts side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

WINDOW: Final = 3
"""Tokens in a row that must stand in the first copy for a passage to be the same."""

MAX_CHARACTERS: Final = 4_000
"""Longer texts are shown whole but not compared."""

_NEAR: Final = 0.3
"""Where less than this share is the same, two texts are no copies, and marks help nobody."""

_TOKEN = re.compile(r"[A-Za-z0-9_'’]+|\s+|.", re.DOTALL)  # words; else single characters (Chinese)
_END = ""  # stands before the first and after the last token, so that ends match ends


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `differs` where the first copy does not have it anywhere."""

    text: str
    differs: bool = False


def differing(texts: Sequence[str]) -> list[list[Piece]]:
    """Return each text in pieces, those marked that the first one does not have.

    A passage is the same where `WINDOW` tokens in a row stand somewhere in the first copy: copies
    of one manuscript often have their sentences in another order.

    Complexity: O(total length).
    """
    if not texts:
        return []
    first = set(_windows(_tokens(texts[0])))
    return [[Piece(texts[0])], *(_pieces(text, texts[0], first) for text in texts[1:])]


def _pieces(text: str, first_text: str, first: set[tuple[str, ...]]) -> list[Piece]:
    if text == first_text or not text or max(len(text), len(first_text)) > MAX_CHARACTERS:
        return [Piece(text)]
    tokens = _tokens(text)
    same = [False] * (len(tokens) + 2 * (WINDOW - 1))
    for place, window in enumerate(_windows(tokens)):
        if window in first:
            same[place : place + WINDOW] = [True] * WINDOW
    inner = same[WINDOW - 1 : len(same) - WINDOW + 1]
    if sum(inner) < _NEAR * len(tokens):
        return [Piece(text)]
    runs = groupby(zip(tokens, inner, strict=True), key=lambda pair: pair[1])
    return [Piece("".join(token for token, _ in run), differs=not is_same) for is_same, run in runs]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text[:MAX_CHARACTERS])


def _windows(tokens: list[str]) -> list[tuple[str, ...]]:
    ends = [_END] * (WINDOW - 1)
    padded = [*ends, *tokens, *ends]
    return [tuple(padded[i : i + WINDOW]) for i in range(len(padded) - WINDOW + 1)]
