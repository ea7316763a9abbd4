"""MinHash signatures of texts (docs/decisions/0004-minhash.md says why this is code of our own)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

SHINGLE_BYTES: Final = 9
"""Three Chinese characters or nine Latin letters: about the same amount of meaning."""

HASHES: Final = 48
MIN_SHINGLES: Final = 12
"""Distinct shingles of a text that can be compared: 14 Chinese characters, 20 Latin letters."""

WORKERS: Final = 2
_CHUNK = 50_000

Signatures: TypeAlias = npt.NDArray[np.uint32]


def sign(texts: pa.Array, workers: int = WORKERS) -> tuple[Signatures, npt.NDArray[np.bool_]]:
    """Return the MinHash signature of each text, and whether the text is long enough for one.

    A shingle is `SHINGLE_BYTES` bytes of UTF-8 that start at a character. With S(x) the set of
    shingles of a text x, two signatures agree in a place with probability about
    |S(x) & S(y)| / |S(x) | S(y)|, the Jaccard similarity J; the share of `HASHES` places that agree
    estimates J with a standard deviation of sqrt(J (1 - J) / HASHES), .07 at worst.
    Complexity: bytes of all texts times `HASHES`.
    Source: A. Broder, On the resemblance and containment of documents, 1997; hash family
    h -> (a h + b) >> 32 on 64 bits, a odd, after mixing.

    Args:
        texts: Large strings without null.
        workers: Threads; the result does not depend on their number.

    Returns:
        Shape (texts, HASHES), and shape (texts,): at least `MIN_SHINGLES` distinct shingles.
    """
    content, offsets = _buffers(texts)
    signatures = np.full((len(texts), HASHES), np.uint32(0xFFFFFFFF), dtype=np.uint32)
    enough = np.zeros(len(texts), dtype=np.bool_)

    def fill(start: int) -> None:
        end = min(start + _CHUNK, len(texts))
        _fill(content, offsets, start, end, _FACTORS, _ADDENDS, signatures, enough)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(fill, range(0, len(texts), _CHUNK)))
    return signatures, enough


def _buffers(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
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
def _mix(h: np.uint64) -> np.uint64:
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


@numba.njit(cache=True, nogil=True)
def _fill(
    content: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    start: int,
    end: int,
    factors: npt.NDArray[np.uint64],
    addends: npt.NDArray[np.uint64],
    signatures: Signatures,
    enough: npt.NDArray[np.bool_],
) -> None:
    """Fill rows `start` to `end` of the last two arrays."""
    seen = np.zeros(MIN_SHINGLES, dtype=np.uint64)
    for row in range(start, end):
        distinct = 0
        for first in range(offsets[row], offsets[row + 1] - SHINGLE_BYTES + 1):
            if (content[first] & 0xC0) == 0x80:  # inside a character
                continue
            word = np.uint64(0)
            for place in range(first + 1, first + SHINGLE_BYTES):
                word = (word << np.uint64(8)) | np.uint64(content[place])
            shingle = _mix(word ^ _mix(np.uint64(content[first])))
            if distinct < MIN_SHINGLES:
                known = False
                for k in range(distinct):
                    known = known or seen[k] == shingle
                if not known:
                    seen[distinct] = shingle
                    distinct += 1
            for k in range(factors.size):
                value = np.uint32((factors[k] * shingle + addends[k]) >> np.uint64(32))
                if value < signatures[row, k]:
                    signatures[row, k] = value
        enough[row] = distinct == MIN_SHINGLES
