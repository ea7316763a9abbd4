"""Lines: sentences that are spun from one, whatever texts they stand in.

Invariants:
- Near-duplicate sentences are one line, directly or through others: software spins one sentence
  into wordings whose extremes have nothing in common (detection/text/clusters.py).
- A sentence that is like no other, or too short to be compared, is a line of its own.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.arrays import Ints
from detection.text.clusters import cluster
from detection.text.minhash import MIN_SHINGLES, SHINGLE_BYTES, buffers, sign
from manuscripts.sentences import LEAST_SHINGLES
from manuscripts.vocabulary import merge_lines, piece


def find_lines(forms: pa.Array) -> tuple[Ints, Ints]:
    """Return the line of each sentence, and whether the sentence is long enough to be compared.

    Args:
        forms: Large strings without null, numbered by first appearance in time.

    Returns:
        For each form the number of the first form of its line; how many different shingles it has,
        counted up to `MIN_SHINGLES`.
    """
    shingles = count_shingles(forms)
    chosen = np.flatnonzero(shingles >= LEAST_SHINGLES)
    line = np.arange(len(forms))
    line[chosen] = chosen[merge_lines(forms, chosen, cluster(sign(forms, chosen)))]
    return line, shingles


def count_shingles(forms: pa.Array) -> Ints:
    """Return how many different shingles each form has, counted up to `MIN_SHINGLES`."""
    return _count(*buffers(forms))


@numba.njit(cache=True, nogil=True)
def _count(content: npt.NDArray[np.uint8], offsets: Ints) -> Ints:
    counts = np.zeros(offsets.size - 1, dtype=np.int64)
    seen = np.zeros(MIN_SHINGLES, dtype=np.uint64)
    for form in range(counts.size):
        for first in range(offsets[form], offsets[form + 1] - SHINGLE_BYTES + 1):
            if (content[first] & 0xC0) == 0x80:  # inside a character
                continue
            value = piece(content, first, SHINGLE_BYTES)
            known = 0
            while known < counts[form] and seen[known] != value:
                known += 1
            if known == counts[form]:
                seen[known] = value
                counts[form] += 1
                if counts[form] == MIN_SHINGLES:
                    break
    return counts
