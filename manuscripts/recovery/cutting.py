"""Cuts characters into tokens and sentences."""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np

from manuscripts.recovery.characters import (
    APOSTROPHE,
    DOT,
    GLUE,
    LOOSE,
    MARK,
    SINGLE,
    SPACE,
    STOP,
    WORD,
    Codes,
    Kinds,
)

URL: Final = 1
MENTION: Final = 2
TAG: Final = 3
EMOJI: Final = 4
LAST_ASIDE: Final = 4
"""Keys up to this one are URLs, mentions, hashtags, [emoji codes]: alike, whatever they say."""
LONGEST_SENTENCE: Final = 240
"""Tokens; a longer sentence is cut there: bounds what one text without stops can cost."""

_LONGEST_TAG = 40
_LONGEST_NAME = 30
_LONGEST_EMOJI_CODE = 8
_JOINER = 0x200D
_AT, _HASH, _OPEN, _CLOSE, _SLASH, _HYPHEN = (ord(c) for c in "@#[]/-")
_HTTP = np.array([ord(c) for c in "http"], dtype=np.uint32)
_WWW = np.array([ord(c) for c in "www."], dtype=np.uint32)


@numba.njit(cache=True, nogil=True)
def cut(codes: Codes, kinds: Kinds, folds: Codes, starts: Any) -> Any:
    """Return tokens and sentences of texts that stand one behind the other.

    A quoted chain ("own words//@b: ...") ends the own words of a text.

    Args:
        codes: Code points of all texts.
        kinds: What each is.
        folds: Each in lower case.
        starts: Where each text begins, and where the last one ends.

    Returns:
        begin and end of each token, its key, whether it says nothing of its own (marks, asides),
        whether it says nothing at an edge, whether a space stands before it; first token of each
        sentence (and the end of the last), text of each sentence.
    """
    most = codes.size
    begin = np.empty(most, dtype=np.int64)
    end = np.empty(most, dtype=np.int64)
    key = np.empty(most, dtype=np.uint64)
    mark = np.empty(most, dtype=np.bool_)
    loose = np.empty(most, dtype=np.bool_)
    spaced = np.empty(most, dtype=np.bool_)
    first = np.empty(most + 1, dtype=np.int64)
    text_of = np.empty(most, dtype=np.int64)
    count = sentences = 0
    for text in range(starts.size - 1):
        i, stop = starts[text], starts[text + 1]
        open_, space = False, False
        i = _behind_repost_sign(kinds, folds, i, stop)
        while i < stop:
            kind = kinds[i]
            if kind in (SPACE, GLUE):
                space = space or kind == SPACE
                i += 1
                continue
            if kind == STOP or (kind == DOT and _ends(kinds, i, stop)):
                open_ = False
                i += 1
                continue
            if _quotes(codes, kinds, i, stop):
                break
            if not open_ or count - first[sentences - 1] >= LONGEST_SENTENCE:
                first[sentences] = count
                text_of[sentences] = text
                sentences += 1
                space = False
                open_ = True
            begin[count] = i
            spaced[count] = space
            i, key[count] = _token(codes, kinds, folds, i, stop)
            end[count] = i
            loose[count] = kind == LOOSE or key[count] <= np.uint64(LAST_ASIDE)
            mark[count] = loose[count] or kind == MARK
            space = False
            count += 1
    first[sentences] = count
    return (
        begin[:count],
        end[:count],
        key[:count],
        mark[:count],
        loose[:count],
        spaced[:count],
        first[: sentences + 1],
        text_of[:sentences],
    )


@numba.njit(cache=True, nogil=True)
def _ends(kinds: Kinds, i: int, stop: int) -> bool:
    after = SPACE if i + 1 == stop else kinds[i + 1]
    return after in (SPACE, STOP, DOT)


@numba.njit(cache=True, nogil=True)
def _behind_repost_sign(kinds: Kinds, folds: Codes, i: int, stop: int) -> int:
    while i < stop and kinds[i] == SPACE:
        i += 1
    sign = i + 2 < stop and folds[i] == 114 and folds[i + 1] == 116 and kinds[i + 2] == SPACE
    return i + 2 if sign else i


@numba.njit(cache=True, nogil=True)
def _quotes(codes: Codes, kinds: Kinds, i: int, stop: int) -> bool:
    if codes[i] != _SLASH or i + 2 >= stop or codes[i + 1] != _SLASH:
        return False
    i += 2
    while i < stop and kinds[i] == SPACE:
        i += 1
    return i < stop and codes[i] == _AT


@numba.njit(cache=True, nogil=True)
def _token(codes: Codes, kinds: Kinds, folds: Codes, i: int, stop: int) -> Any:
    """Return where the token that begins at `i` ends, and its key."""
    end = _url(codes, folds, i, stop)
    if end > i:
        return end, np.uint64(URL)
    end = _name(codes, kinds, i, stop, _AT, _LONGEST_NAME)
    if end > i:
        return end, np.uint64(MENTION)
    end = _enclosed(codes, kinds, i, stop, _HASH, _HASH, _LONGEST_TAG)
    if end == i:
        end = _name(codes, kinds, i, stop, _HASH, _LONGEST_TAG)
    if end > i:
        return end, np.uint64(TAG)
    end = _enclosed(codes, kinds, i, stop, _OPEN, _CLOSE, _LONGEST_EMOJI_CODE)
    if end > i:
        return end, np.uint64(EMOJI)
    end = _word(codes, kinds, i, stop)
    return end, _hash(folds, i, end)


@numba.njit(cache=True, nogil=True)
def _url(codes: Codes, folds: Codes, i: int, stop: int) -> int:
    if stop - i < 5:
        return i
    http = www = True
    for k in range(4):
        http = http and folds[i + k] == _HTTP[k]
        www = www and folds[i + k] == _WWW[k]
    after = i + 5 if http and folds[i + 4] == 115 else i + 4
    http = http and after < stop and codes[after] == 58
    if not (http or www):
        return i
    while i < stop and 33 <= codes[i] <= 126:
        i += 1
    return i


@numba.njit(cache=True, nogil=True)
def _name(codes: Codes, kinds: Kinds, i: int, stop: int, sign: int, most: int) -> int:
    """Return the end of a sign and the name behind it; `i` where there is none."""
    if codes[i] != sign:
        return i
    j = i + 1
    while j < min(stop, i + 1 + most) and (
        kinds[j] == WORD or kinds[j] == SINGLE or kinds[j] == GLUE or codes[j] == _HYPHEN
    ):
        j += 1
    return j if j > i + 1 else i


@numba.njit(cache=True, nogil=True)
def _enclosed(
    codes: Codes, kinds: Kinds, i: int, stop: int, opening: int, closing: int, most: int
) -> int:
    if codes[i] != opening:
        return i
    j = i + 1
    while j < min(stop, i + 1 + most) and codes[j] != closing and kinds[j] != SPACE:
        j += 1
    return j + 1 if j < stop and codes[j] == closing and j > i + 1 else i


@numba.njit(cache=True, nogil=True)
def _word(codes: Codes, kinds: Kinds, i: int, stop: int) -> int:
    """Return the end of a word, or of one character with what is glued to it."""
    j = i + 1
    if kinds[i] == WORD:
        while j < stop and (
            kinds[j] == WORD
            or kinds[j] == GLUE
            or (kinds[j] == APOSTROPHE and j + 1 < stop and kinds[j + 1] == WORD)
            or (kinds[j] == DOT and j + 1 < stop and _digit(codes[j - 1]) and _digit(codes[j + 1]))
        ):
            j += 1
        return j
    while j < stop and kinds[j] == GLUE:
        j += 1
        if codes[j - 1] == _JOINER and j < stop and kinds[j] == LOOSE:
            j += 1
    return j


@numba.njit(cache=True, nogil=True)
def _digit(code: int) -> bool:
    return 48 <= code <= 57


@numba.njit(cache=True, nogil=True)
def _hash(folds: Codes, i: int, end: int) -> Any:
    """Return the 64-bit FNV-1a hash of code points, a step for each of them."""
    h = np.uint64(0xCBF29CE484222325)
    for k in range(i, end):
        h = (h ^ np.uint64(folds[k])) * np.uint64(0x100000001B3)
        h ^= h >> np.uint64(29)
    return h if h > np.uint64(LAST_ASIDE) else np.uint64(LAST_ASIDE + 1)
