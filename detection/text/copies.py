"""Posts that are copies of one text: from rows with texts to rows with a head and a similarity.

Texts are compared once for each distinct normal form, so a million identical posts cost one
comparison. Rows are put into the order of time first: the numbers of the texts, and with them the
clusters, then do not depend on how the rows came in.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from detection.text.clusters import Numbers, cluster, similarities
from detection.text.minhash import MIN_SHINGLES, SHINGLE_BYTES, WORKERS, sign
from detection.text.normal_form import normal_form

_CHUNK_ROWS = 25_000
_MIN_BYTES = SHINGLE_BYTES + MIN_SHINGLES - 1


@dataclass(frozen=True, slots=True)
class Copies:
    """Posts in clusters of two accounts or more.

    Attributes:
        rows: Columns post_id, account_id, at; by at, then post_id.
        head: Number of the first text of the cluster of each row.
        similarity: Estimated similarity of the text of each row to that text, 0..1.
        forms: Normal form of each number.
        compared: How many posts had text enough, in clusters or not.
    """

    rows: pa.Table
    head: Numbers
    similarity: npt.NDArray[np.float64]
    forms: pa.Array
    compared: int


def find_copies(posts: pa.Table) -> Copies:
    """Find the posts that are copies of a text of another account.

    Args:
        posts: Columns post_id, account_id, at (time), text; without null, in any order.
    """
    rows = _in_order_of_time(posts)
    # Numbers follow the first appearance, here in time.
    coded: pa.DictionaryArray = rows["form"].combine_chunks().dictionary_encode()
    rows = rows.drop_columns(["form"])
    signatures, enough = sign(coded.dictionary)
    heads = cluster(signatures, enough)
    text: Numbers = coded.indices.to_numpy().astype(np.int64)
    shared = _shared(rows, heads[text])
    kept = np.flatnonzero(enough[text] & shared)
    return Copies(
        rows=rows.take(pa.array(kept)),
        head=heads[text[kept]],
        similarity=similarities(signatures, text[kept], heads[text[kept]]),
        forms=coded.dictionary,
        compared=int(enough[text].sum()),
    )


def _in_order_of_time(posts: pa.Table) -> pa.Table:
    """Return post_id, account_id, at, form of the posts that may have text enough."""
    chunks = [c for batch in posts.select(["text"]).to_batches(_CHUNK_ROWS) for c in batch.columns]
    with ThreadPoolExecutor(WORKERS) as pool:
        forms = pa.chunked_array(pool.map(normal_form, chunks), pa.large_string())
    rows = posts.select(["post_id", "account_id", "at"]).append_column("form", forms)
    rows = rows.filter(pc.greater_equal(pc.binary_length(rows["form"]), _MIN_BYTES))
    return rows.sort_by([("at", "ascending"), ("post_id", "ascending")])


def _shared(rows: pa.Table, head: Numbers) -> npt.NDArray[np.bool_]:
    """Return of each row whether posts of two accounts or more have its head."""
    accounts = rows["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    size = int(head.max(initial=-1)) + 1
    one = np.zeros(size, dtype=accounts.dtype)
    one[head] = accounts  # any one of the cluster's accounts
    shared = np.zeros(size, dtype=np.bool_)
    shared[head[accounts != one[head]]] = True
    return shared[head]
