"""Lines: sentences that are spun from one, whatever texts they stand in.

Invariants:
- Near-duplicate sentences are one line, directly or through others (detection/text/clusters.py).
- A sentence that is like no other, or too short to be compared, is a line of its own.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints
from detection.text.clusters import cluster
from detection.text.minhash import enough_shingles, sign


def find_lines(forms: pa.Array) -> tuple[Ints, Flags]:
    """Return the line of each sentence, and whether the sentence is long enough to be compared.

    Args:
        forms: Large strings without null, numbered by first appearance in time.

    Returns:
        For each form the number of the first form of its line; whether it can be compared.
    """
    comparable = enough_shingles(forms)
    chosen = np.flatnonzero(comparable)
    line = np.arange(len(forms))
    line[chosen] = chosen[cluster(sign(forms, chosen))]
    return line, comparable
