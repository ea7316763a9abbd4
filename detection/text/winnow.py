"""Grams of texts chosen by winnowing: a few of each text, the same where texts are the same."""

from __future__ import annotations

from typing import Final, TypeAlias

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.arrays import Flags, Ints
from detection.text.minhash import buffers, mix

GRAM_BYTES: Final = 24
"""Eight Chinese characters or 24 Latin letters: two people seldom say that much alike by chance."""
WINDOW: Final = 16
"""One gram at least is chosen of so many that begin one after the other."""

_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_BUCKET_BITS: Final = 26
_CHUNK: Final = 20_000

Hashes: TypeAlias = npt.NDArray[np.uint64]


def frequent_grams(
    texts: pa.Array, chosen: Ints, weights: Ints, least: int
) -> tuple[Hashes, Ints, Ints]:
    """Return the winnowed grams that texts of `least` weight together may have in common.

    A gram is 24 bytes of UTF-8 that begin at a character. In each window of 16 grams the one with
    the smallest hash is chosen, the last on a tie: two texts that share a run of 39 characters of
    one byte (18 of three) share a chosen gram. Source: S. Schleimer, D. Wilkerson, A. Aiken,
    Winnowing: local algorithms for document fingerprinting, SIGMOD 2003.

    Most grams occur once. They are counted first in a table of buckets, and only those of full
    buckets are held: a gram too many is possible, none is missed. Hashes of 64 bits that are the
    same are taken for the same gram.
    Complexity: bytes of the texts, twice; 64 MB and the grams that are returned.

    Args:
        texts: Large strings without null.
        chosen: Numbers of the texts to read.
        weights: Of each of them, 1 or more.
        least: Least sum of weights.

    Returns:
        hash, number of the text, first byte of the gram in it; a text's own repetitions left out
        where they follow each other.
    """
    content, offsets = buffers(texts)
    size = int(np.diff(offsets)[chosen].sum()) if chosen.size else 1
    bits = min(_BUCKET_BITS, max(10, size.bit_length()))
    counts = np.zeros(1 << bits, dtype=np.uint8)
    # The low bits: winnowing chooses small hashes, which share their high bits.
    mask = np.uint64((1 << bits) - 1)
    capped = np.minimum(weights, least).astype(np.uint8)
    for start in range(0, chosen.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        hashes, text, _first = _winnow(content, offsets, chosen[part])
        _add(counts, hashes & mask, capped[part][text], least)
    found: list[tuple[Hashes, Ints, Ints]] = []
    for start in range(0, chosen.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        hashes, text, first = _winnow(content, offsets, chosen[part])
        full = counts[hashes & mask] >= least
        found.append((hashes[full], chosen[part][text[full]], first[full]))
    if not found:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    hashes, text, first = (np.concatenate(column) for column in zip(*found, strict=True))
    return hashes, text, first


def occurrences(texts: pa.Array, chosen: Ints, wanted: Hashes) -> tuple[Ints, Ints, Ints]:
    """Return where the wanted grams stand, in texts where winnowing chose them and elsewhere.

    Args:
        texts: Large strings without null.
        chosen: Numbers of the texts to read.
        wanted: Hashes of grams, sorted, distinct.

    Returns:
        place of the gram in `wanted`, number of the text, first byte of the gram in it.
    """
    content, offsets = buffers(texts)
    bits = min(_BUCKET_BITS, max(10, (8 * wanted.size).bit_length()))
    mask = np.uint64((1 << bits) - 1)
    marked = np.zeros(1 << bits, dtype=np.bool_)
    marked[wanted & mask] = True
    found = [(np.zeros(0, np.int64),) * 3]
    for start in range(0, chosen.size if wanted.size else 0, _CHUNK):
        part = chosen[start : start + _CHUNK]
        hashes, text, first = _grams(content, offsets, part, marked, mask)
        place = np.minimum(np.searchsorted(wanted, hashes), wanted.size - 1)
        same = wanted[place] == hashes
        found.append((place[same], part[text[same]], first[same]))
    gram, text, first = (np.concatenate(column) for column in zip(*found, strict=True))
    return gram, text, first


@numba.njit(cache=True, nogil=True)
def _add(
    counts: npt.NDArray[np.uint8], buckets: Hashes, weights: npt.NDArray[np.uint8], most: int
) -> None:
    """Add weights to counters that stop at `most`."""
    for k in range(buckets.size):
        counts[buckets[k]] = min(most, counts[buckets[k]] + weights[k])


@numba.njit(cache=True, nogil=True)
def _read(
    content: npt.NDArray[np.uint8], start: int, end: int, hashes: Hashes, begins: Ints
) -> int:
    """Put hash and first byte of every gram of content[start:end] into the arrays; return how many.

    The hash is that of Rabin and Karp over bytes + 1, mixed: one step for each byte.
    """
    leaving = np.uint64(1)
    for _ in range(GRAM_BYTES - 1):
        leaving *= _BASE
    count = 0
    rolling = np.uint64(0)
    for at in range(start, end):
        if at - start >= GRAM_BYTES:
            rolling -= leaving * (np.uint64(content[at - GRAM_BYTES]) + np.uint64(1))
        rolling = rolling * _BASE + np.uint64(content[at]) + np.uint64(1)
        begin = at - GRAM_BYTES + 1
        if begin >= start and (content[begin] & 0xC0) != 0x80:  # not inside a character
            hashes[count] = mix(rolling)
            begins[count] = begin - start
            count += 1
    return count


@numba.njit(cache=True, nogil=True)
def _room(offsets: Ints, chosen: Ints) -> tuple[int, int]:
    """Return how many grams the chosen texts have at most, all together and the longest one."""
    whole, longest = 0, 0
    for place in range(chosen.size):
        size = int(offsets[chosen[place] + 1] - offsets[chosen[place]]) - GRAM_BYTES + 1
        size = max(0, size)
        whole += size
        longest = max(longest, size)
    return whole, longest


@numba.njit(cache=True, nogil=True)
def _grams(
    content: npt.NDArray[np.uint8],
    offsets: Ints,
    chosen: Ints,
    marked: Flags,
    mask: np.uint64,
) -> tuple[Hashes, Ints, Ints]:
    """Return hash, place of the text in `chosen` and first byte of each gram in a marked bucket."""
    whole, longest = _room(offsets, chosen)
    hashes, owner = np.empty(whole, np.uint64), np.empty(whole, np.int64)
    first = np.empty(whole, np.int64)
    grams, begins = np.empty(longest, np.uint64), np.empty(longest, np.int64)
    found = 0
    for place in range(chosen.size):
        start, end = int(offsets[chosen[place]]), int(offsets[chosen[place] + 1])
        for k in range(_read(content, start, end, grams, begins)):
            if marked[grams[k] & mask]:
                hashes[found], owner[found], first[found] = grams[k], place, begins[k]
                found += 1
    return hashes[:found].copy(), owner[:found].copy(), first[:found].copy()


@numba.njit(cache=True, nogil=True)
def _winnow(
    content: npt.NDArray[np.uint8], offsets: Ints, chosen: Ints
) -> tuple[Hashes, Ints, Ints]:
    """Return hash, place of the text in `chosen` and first byte of each winnowed gram."""
    whole, longest = _room(offsets, chosen)
    hashes, owner = np.empty(whole, np.uint64), np.empty(whole, np.int64)
    first = np.empty(whole, np.int64)
    grams, begins = np.empty(longest, np.uint64), np.empty(longest, np.int64)
    found = 0
    for place in range(chosen.size):
        start, end = int(offsets[chosen[place]]), int(offsets[chosen[place] + 1])
        count = _read(content, start, end, grams, begins)
        last = -1
        for low in range(max(1, count - WINDOW + 1) if count > 0 else 0):
            high = min(count, low + WINDOW)
            if last >= low and grams[high - 1] > grams[last]:
                continue
            least = high - 1
            if last < low:
                least = low
                for k in range(low, high):
                    if grams[k] <= grams[least]:
                        least = k
            if least != last:
                hashes[found], owner[found], first[found] = grams[least], place, begins[least]
                found += 1
                last = least
    return hashes[:found].copy(), owner[:found].copy(), first[:found].copy()
