"""What each character is to the reader of texts: part of a word, a word, a mark, a stop."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from manuscripts.sentences import ENDS
from marionet.comparable import comparable

Codes: TypeAlias = npt.NDArray[np.uint32]
Kinds: TypeAlias = npt.NDArray[np.uint8]

UNKNOWN: Final = 0
SPACE: Final = 1
WORD: Final = 2
SINGLE: Final = 3
"""Letters of scripts without spaces between words: each is a token of its own."""
MARK: Final = 4
STOP: Final = 5
DOT: Final = 6
"""Ends a sentence before a space or the end, else it is a mark: 3.5, example.org."""
GLUE: Final = 7
"""Belongs to what stands before it: accents, joiners, skin tones, what shows nothing."""
APOSTROPHE: Final = 8
LOOSE: Final = 9
"""A mark that says nothing at the edge of a sentence: commas, colons, emoji."""

# What ends a sentence is said in manuscripts/sentences.py alone.
_ends = re.compile(ENDS)
_APOSTROPHES = frozenset("'’")
_LOOSE = frozenset(",，、:：/|~～-—－·•*>＞")
_PICTURES = ((0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x31FF),  # radicals, kana, bopomofo
    (0x3400, 0x9FFF),  # Han
    (0xA9E0, 0xAA7F),  # Myanmar extended
    (0xF900, 0xFAFF),  # Han, compatibility
    (0xFF66, 0xFF9F),  # half-width kana
    (0x1AFF0, 0x1B16F),  # kana extended
    (0x20000, 0x3FFFF),  # Han, extensions
)
_SKIN_TONES = (0x1F3FB, 0x1F3FF)

# One entry for each code point, filled for the characters that were met.
_KIND: Kinds = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
_FOLD: Codes = np.zeros(sys.maxunicode + 1, dtype=np.uint32)


def classed(text: str) -> tuple[Codes, Kinds, Codes]:
    """Return code points, what each is, and each as it is compared; arrays as long as the text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    for character in set(text):
        code = ord(character)
        if _KIND[code] == UNKNOWN:
            form = comparable(character).lower()
            _FOLD[code] = ord(form) if len(form) == 1 else code
            _KIND[code] = kind_of(character) if form else GLUE
    return codes, _KIND[codes], _FOLD[codes]


def kind_of(character: str) -> int:
    """Return what one character is."""
    if character == ".":
        return DOT
    if _ends.fullmatch(character):
        return STOP
    if character in _APOSTROPHES:
        return APOSTROPHE
    return _by_category(ord(character), unicodedata.category(character))


def _by_category(code: int, category: str) -> int:
    if category[0] == "Z" or category == "Cc":
        return SPACE
    if category[0] == "M" or category == "Cf" or _SKIN_TONES[0] <= code <= _SKIN_TONES[1]:
        return GLUE
    if category[0] in "LN" or code == ord("_"):
        return SINGLE if _within(code, _UNSPACED) else WORD
    return LOOSE if chr(code) in _LOOSE or _within(code, _PICTURES) else MARK


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)
