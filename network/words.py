"""Texts as sets of words, the words that CNT compares.

CNT lowers a text, removes mentions, and splits it at each word boundary of Unicode Standard Annex
29; after a boundary, spaces and then one apostrophe are dropped. One rule more is that of the
`regex` package on which CNT stands: no boundary between an apostrophe and a vowel (as it is in
version 2026.11). Words with white space inside are split there. Punctuation is a word too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

from detection.arrays import Ints, starts_of
from network import word_classes as wb
from network.word_classes import Classes, word_classes

Characters: TypeAlias = npt.NDArray[np.uint32]
Hashes: TypeAlias = npt.NDArray[np.uint64]

_BLANKS: Final = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MENTION: Final = re.compile(f"@[^{_BLANKS}]*")
_BLANK: Final = 128
"""Bit of a character that separates words when they are compared."""
_CHUNK: Final = 20_000
_VOWELS: Final = np.array(sorted(map(ord, "aeiouàáâèéêìíîòóôùúû")), dtype=np.uint32)


def normal_text(text: str) -> str:
    """Return a text as co_tweet compares it: lower case, without mentions, with single spaces."""
    return " ".join(_without_mentions(text).split())


def _without_mentions(text: str) -> str:
    low = text.lower()
    return _MENTION.sub("", low) if "@" in low else low


def word_sets(texts: Sequence[str]) -> tuple[Hashes, Ints]:
    """Return the words of each text as 64-bit hashes, sorted and distinct.

    Complexity: characters of all texts. Two different words have one hash with probability
    2^-64: among ten million different words a clash is as likely as 3 in a million.

    Args:
        texts: As they were written.

    Returns:
        The hashes of all texts one after the other, and where each text begins, shape (texts + 1,).
    """
    classes = _classes()
    hashes: list[Hashes] = [np.empty(0, np.uint64)]
    sizes: list[Ints] = [np.zeros(1, np.int64)]
    for start in range(0, len(texts), _CHUNK):
        plain = [_without_mentions(text) for text in texts[start : start + _CHUNK]]
        ends = np.cumsum([0, *map(len, plain)])
        codes = np.frombuffer("".join(plain).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        found, owner = _words_of(codes, ends, classes)
        order = np.lexsort((found, owner))
        found, owner = found[order], owner[order]
        first = starts_of(owner, found)
        hashes.append(found[first])
        sizes.append(np.bincount(owner[first], minlength=len(plain)))
    return np.concatenate(hashes), np.cumsum(np.concatenate(sizes))


def _classes() -> Classes:
    """Return the Word_Break classes with the bit of blanks, as str.split() knows them."""
    classes = word_classes().copy()
    blanks = [code for code in range(0x3001) if chr(code).isspace()]
    classes[blanks] |= _BLANK
    return classes


@njit(cache=True)
def _words_of(codes: Characters, ends: Ints, classes: Classes) -> tuple[Hashes, Ints]:
    """Return the hashes of the words of all texts, and the text of each."""
    hashes, owner = np.empty(codes.size, np.uint64), np.empty(codes.size, np.int64)
    kinds = np.empty(codes.size, np.uint8)
    for k in range(codes.size):
        kinds[k] = classes[codes[k]]
    found = 0
    for k in range(ends.size - 1):
        low, high = ends[k], ends[k + 1]
        before = found
        found = _add_text(codes[low:high], kinds[low:high], hashes, found)
        owner[before:found] = k
    return hashes[:found], owner[:found]


@njit(cache=True)
def _add_text(text: Characters, kinds: Classes, out: Hashes, found: int) -> int:
    """Add the hash of each word of a text; return how many there are in all."""
    begin = at = 0
    while at <= text.size:
        if at < text.size and not _is_boundary(text, kinds, at):
            at += 1
            continue
        found = _add_words(text, kinds, begin, at, out, found)
        begin = at
        while begin < text.size and kinds[begin] & 63 == wb.SPACE:
            begin += 1
        if begin < text.size and text[begin] == 0x27:
            begin += 1
        at = begin if begin > at else at + 1
    return found


@njit(cache=True)
def _add_words(
    text: Characters, kinds: Classes, begin: int, end: int, out: Hashes, found: int
) -> int:
    """Add the hashes of what stands between the blanks of a piece of text (FNV-1a, then mixed)."""
    value, length = np.uint64(0xCBF29CE484222325), 0
    for k in range(begin, end + 1):
        if k < end and kinds[k] & _BLANK == 0:
            value = (value ^ np.uint64(text[k])) * np.uint64(0x100000001B3)
            length += 1
        elif length:
            mixed = (value ^ (value >> np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
            out[found] = mixed ^ (mixed >> np.uint64(29))
            found += 1
            value, length = np.uint64(0xCBF29CE484222325), 0
    return found


@njit(cache=True)
def _kind(kinds: Classes, at: int) -> int:
    """Return the class of a character, OTHER outside of the text."""
    return int(kinds[at] & 63) if 0 <= at < kinds.size else wb.OTHER


@njit(cache=True)
def _is_letter(kind: int) -> bool:
    return kind == wb.LETTER or kind == wb.HEBREW


@njit(cache=True)
def _is_boundary(text: Characters, kinds: Classes, at: int) -> bool:
    """Return whether there is a word boundary before this character (rules WB1 to WB4)."""
    if at == 0:
        return True
    left, right = _kind(kinds, at - 1), _kind(kinds, at)
    if left == wb.CR and right == wb.LF:
        return False
    if wb.CR <= left <= wb.NEWLINE or wb.CR <= right <= wb.NEWLINE:
        return True
    if left == wb.ZWJ and kinds[at] & wb.PICTURE:
        return False
    if left == wb.SPACE and right == wb.SPACE:
        return False
    if wb.EXTEND <= right <= wb.FORMAT:
        return False
    place = at - 1
    while wb.EXTEND <= left <= wb.FORMAT:
        if place == 0:
            return False
        place -= 1
        left = _kind(kinds, place)
    return not _is_joined(text, kinds, place, at)


@njit(cache=True)
def _is_joined(text: Characters, kinds: Classes, place: int, at: int) -> bool:
    """Return whether rules WB5 to WB16 join the characters at `place` and `at`."""
    left, right = _kind(kinds, place), _kind(kinds, at)
    if _is_letter(left) and _is_letter(right):
        return True
    if text[place] == 0x27 or text[place] == 0x2019:
        low = np.searchsorted(_VOWELS, text[at])
        if low < _VOWELS.size and _VOWELS[low] == text[at]:
            return True
    before, after = _kind(kinds, place - 1), _kind(kinds, at + 1)
    if _across_letters(before, left, right) or _across_letters(left, right, after):
        return True
    if left == wb.HEBREW and right == wb.APOSTROPHE:
        return True
    if _across_numbers(before, left, right) or _across_numbers(left, right, after):
        return True
    if (_is_letter(left) or left == wb.NUMERIC) and (_is_letter(right) or right == wb.NUMERIC):
        return True
    if left == wb.KATAKANA and right == wb.KATAKANA:
        return True
    if right == wb.JOINER and (wb.LETTER <= left <= wb.JOINER):
        return True
    if left == wb.JOINER and (wb.LETTER <= right <= wb.JOINER):
        return True
    flags = 0
    while _kind(kinds, place - flags) == wb.FLAG:
        flags += 1
    return flags % 2 == 1


@njit(cache=True)
def _across_letters(first: int, middle: int, last: int) -> bool:
    """Return whether a mark stands between letters: WB6, WB7, and WB7b, WB7c for Hebrew."""
    if first == wb.HEBREW and middle == wb.QUOTE and last == wb.HEBREW:
        return True
    mark = middle == wb.MID_LETTER or middle == wb.MID_BOTH or middle == wb.APOSTROPHE
    return mark and _is_letter(first) and _is_letter(last)


@njit(cache=True)
def _across_numbers(first: int, middle: int, last: int) -> bool:
    """Return whether a mark stands between digits: WB11, WB12."""
    mark = middle == wb.MID_NUMBER or middle == wb.MID_BOTH or middle == wb.APOSTROPHE
    return mark and first == wb.NUMERIC and last == wb.NUMERIC
