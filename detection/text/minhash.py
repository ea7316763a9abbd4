"""MinHash signatures of texts (docs/decisions/0004-minhash.md says why this is code of our own)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.arrays import Flags, Ints

SHINGLE_BYTES: Final = 9
"""Three Chinese characters or nine Latin letters: about the same amount of meaning."""

HASHES: Final = 48
MIN_SHINGLES: Final = 12
"""Distinct shingles of a text that can be compared: 14 Chinese characters, 20 Latin letters."""

WORKERS: Final = 2
_CHUNK = 50_000

Signatures: TypeAlias = npt.NDArray[np.uint32]


def enough_shingles(texts: pa.Array) -> Flags:
    """Return whether each text has `MIN_SHINGLES` distinct shingles, so that it can be compared.

    Args:
        texts: Large strings without null.
    """
    content, offsets = buffers(texts)
    return _enough(content, offsets)


def sign(texts: pa.Array, chosen: Ints, workers: int = WORKERS) -> Signatures:
    """Return the MinHash signatures of the chosen texts.

    A shingle is `SHINGLE_BYTES` bytes of UTF-8 that start at a character. With S(x) the set of
    shingles of a text x, two signatures agree in a place with probability about
    |S(x) & S(y)| / |S(x) | S(y)|, the Jaccard similarity J; the share of `HASHES` places that agree
    estimates J with a standard deviation of sqrt(J (1 - J) / HASHES), .07 at worst.
    Complexity: bytes of all texts times `HASHES`.
    Source: A. Broder, On the resemblance and containment of documents, 1997; hash family
    h -> (a h + b) >> 32 on 64 bits, a odd, after mixing.

    Args:
        texts: Large strings without null.
        chosen: Numbers of the texts to sign.
        workers: Threads; the result does not depend on their number.

    Returns:
        Shape (chosen, HASHES).
    """
    content, offsets = buffers(texts)
    signatures = np.full((chosen.size, HASHES), np.uint32(0xFFFFFFFF), dtype=np.uint32)

    def fill(start: int) -> None:
        part = slice(start, start + _CHUNK)
        _fill(content, offsets, chosen[part], _FACTORS, _ADDENDS, signatures[part])

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(fill, range(0, chosen.size, _CHUNK)))
    return signatures


def buffers(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the bytes of all texts and where each begins and ends, without a copy."""
    _, offsets, content = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(content or b"", dtype=np.uint8), ends


def _draw(count: int, seed: int) -> npt.NDArray[np.uint64]:
    """Return numbers of the SplitMix64 generator: the same on every machine, in every version."""
    mask = (1 << 64) - 1
    numbers: list[int] = []
    for step in range(1, count + 1):
        z = (seed + step * 0x9E3779B97F4A7C15) & mask
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        numbers.append(z ^ (z >> 31))
    return np.array(numbers, dtype=np.uint64)


_FACTORS = _draw(HASHES, seed=1) | np.uint64(1)
_ADDENDS = _draw(HASHES, seed=2)


@numba.njit(cache=True, nogil=True, inline="always")
def mix(h: np.uint64) -> np.uint64:
    """Return the bits of a number well mixed (SplitMix64)."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


@numba.njit(cache=True, nogil=True, inline="always")
def _shingle(content: npt.NDArray[np.uint8], first: int) -> np.uint64:
    word = np.uint64(0)
    for place in range(first + 1, first + SHINGLE_BYTES):
        word = (word << np.uint64(8)) | np.uint64(content[place])
    return mix(word ^ mix(np.uint64(content[first])))


@numba.njit(cache=True, nogil=True)
def _enough(content: npt.NDArray[np.uint8], offsets: Ints) -> Flags:
    enough = np.zeros(offsets.size - 1, dtype=np.bool_)
    seen = np.zeros(MIN_SHINGLES, dtype=np.uint64)
    for row in range(enough.size):
        distinct = 0
        for first in range(offsets[row], offsets[row + 1] - SHINGLE_BYTES + 1):
            if (content[first] & 0xC0) == 0x80:  # inside a character
                continue
            shingle = _shingle(content, first)
            known = False
            for k in range(distinct):
                known = known or seen[k] == shingle
            if not known:
                seen[distinct] = shingle
                distinct += 1
                if distinct == MIN_SHINGLES:
                    break
        enough[row] = distinct == MIN_SHINGLES
    return enough


@numba.njit(cache=True, nogil=True)
def _fill(
    content: npt.NDArray[np.uint8],
    offsets: Ints,
    chosen: Ints,
    factors: npt.NDArray[np.uint64],
    addends: npt.NDArray[np.uint64],
    signatures: Signatures,
) -> None:
    """Fill a row of the last array for each chosen text."""
    for place in range(chosen.size):
        row = chosen[place]
        for first in range(offsets[row], offsets[row + 1] - SHINGLE_BYTES + 1):
            if (content[first] & 0xC0) == 0x80:  # inside a character
                continue
            shingle = _shingle(content, first)
            for k in range(factors.size):
                value = np.uint32((factors[k] * shingle + addends[k]) >> np.uint64(32))
                if value < signatures[place, k]:
                    signatures[place, k] = value
