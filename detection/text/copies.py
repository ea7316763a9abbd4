"""Posts that are copies of one text: from forms to rows with a head and a similarity.

Texts are compared once for each distinct normal form, so a million identical posts cost one
comparison. Forms are numbered by their first appearance in time: the clusters do not depend on how
the rows came in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from detection.text.clusters import Numbers, cluster, similarities
from detection.text.forms import Forms
from detection.text.minhash import sign


@dataclass(frozen=True, slots=True)
class Copies:
    """Posts in clusters of two accounts or more.

    Attributes:
        rows: Columns post_id, account_id, at; by at, then post_id.
        head: Number of the form of the first text of the cluster of each row.
        similarity: Estimated similarity of the text of each row to that text, 0..1.
        compared: How many posts had text enough, in clusters or not.
    """

    rows: pa.Table
    head: Numbers
    similarity: npt.NDArray[np.float64]
    compared: int


def find_copies(forms: Forms) -> Copies:
    """Find the posts that are copies of a text of another account."""
    chosen = np.flatnonzero(forms.comparable)
    kept = forms.signatures
    signatures = sign(forms.forms, chosen) if kept is None else kept[chosen]
    heads = cluster(signatures)
    place = np.full(forms.comparable.size, -1, dtype=np.int64)
    place[chosen] = np.arange(chosen.size)
    compared = np.flatnonzero(forms.comparable[forms.number])
    rows = forms.rows.take(pa.array(compared))
    text = place[forms.number[compared]]
    shared = np.flatnonzero(_shared(rows, heads[text]))
    head = heads[text[shared]]
    return Copies(
        rows=rows.take(pa.array(shared)),
        head=chosen[head],
        similarity=similarities(signatures, text[shared], head),
        compared=compared.size,
    )


def _shared(rows: pa.Table, head: Numbers) -> npt.NDArray[np.bool_]:
    """Return of each row whether posts of two accounts or more have its head."""
    accounts = rows["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    size = int(head.max(initial=-1)) + 1
    one = np.zeros(size, dtype=accounts.dtype)
    one[head] = accounts  # any one of the cluster's accounts
    shared = np.zeros(size, dtype=np.bool_)
    shared[head[accounts != one[head]]] = True
    return shared[head]
