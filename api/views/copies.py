"""Where near-copies of one text differ: for reading posts side by side."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MAX_CHARACTERS: Final = 600
"""Longer texts are shown whole but not compared: comparing takes quadratic time."""

_NEAR: Final = 0.5
"""Below this similarity two texts are no copies, and marking half of one helps nobody."""

_TOKEN = re.compile(r"[A-Za-z0-9_'’]+|\s+|.", re.DOTALL)  # words; else single characters (Chinese)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `differs` where the first copy has something else there."""

    text: str
    differs: bool = False


def differing(texts: Sequence[str]) -> list[list[Piece]]:
    """Return each text in pieces, those marked that the first one does not have in that place.

    Complexity: O(n k²) for n texts of k words or Chinese characters, k bounded.
    """
    if not texts:
        return []
    first = _TOKEN.findall(texts[0][:MAX_CHARACTERS])
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(first)
    return [[Piece(texts[0])], *(_pieces(matcher, text, texts[0]) for text in texts[1:])]


def _pieces(matcher: difflib.SequenceMatcher[str], text: str, first: str) -> list[Piece]:
    if text == first or len(text) > MAX_CHARACTERS or not text:
        return [Piece(text)]
    tokens = _TOKEN.findall(text)
    matcher.set_seq1(tokens)
    if matcher.quick_ratio() < _NEAR or matcher.ratio() < _NEAR:
        return [Piece(text)]
    pieces: list[Piece] = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        if end > start:
            pieces.append(Piece("".join(tokens[start:end]), differs=kind != "equal"))
    return pieces
