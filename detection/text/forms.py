"""The texts of a collection in normal form, read once for all signals that compare texts."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from detection.arrays import Flags, Ints
from detection.text.minhash import WORKERS, Signatures, enough_shingles
from detection.text.normal_form import normal_form
from vault.schema import SILENT_REPOSTS, TIME

MAX_CHARACTERS: Final = 4_000
"""What is read of a text: bounds what one hostile post can cost."""

_BATCH_ROWS: Final = 25_000
_READ = pa.schema(
    [("post_id", pa.string()), ("account_id", pa.string()), ("at", TIME), ("long", pa.bool_())]
)
_ROWS = _READ.append(pa.field("form", pa.large_string()))


@dataclass(frozen=True, slots=True)
class Forms:
    """The posts with words of their own, and what these are in normal form.

    Attributes:
        rows: Columns post_id, account_id, at; by at, then post_id.
        number: Number of the form of each row; numbers follow the first appearance in time.
        forms: The normal form of each number, not empty; large strings.
        comparable: Whether each form has shingles enough for a signature.
        texts: How many posts have a text of their own, in whatever form.
        long: How many of these were cut to MAX_CHARACTERS.
        signatures: Signature of each form where that was kept, see detection/text/kept.py.
    """

    rows: pa.Table
    number: Ints
    forms: pa.Array
    comparable: Flags
    texts: int
    long: int
    signatures: Signatures | None = None


def own_texts(posts: ir.Table) -> ir.Table:
    """Return post_id, account_id, at, text (its beginning), long (whether it was cut).

    Many exports give a repost the text of the original: where its author added nothing it is left
    out. Without time or account a post is left out as well.
    """
    table: Any = posts.filter(_.text.notnull(), _.created_at.notnull(), _.account_id.notnull())
    copied = table.platform.isin(sorted(SILENT_REPOSTS)) | table.text.re_search(r"^\s*RT @")
    own = table.filter(table.repost_of.isnull() | ~copied)
    return own.select(
        "post_id",
        "account_id",
        at=_.created_at,
        text=_.text.substr(0, MAX_CHARACTERS),
        long=_.text.length() > MAX_CHARACTERS,
    )


def read_forms(texts: Iterable[pa.RecordBatch]) -> Forms:
    """Bring texts into normal form, a few batches at a time.

    Args:
        texts: The columns of `own_texts` without nulls, in any order.
    """
    return forms_of_rows(_in_forms(texts))


def forms_of(posts: ir.Table) -> Forms:
    """Return the forms of the own texts of canonical posts."""
    return read_forms(_batches(own_texts(posts)))


def own_forms(posts: ir.Table) -> pa.Table:
    """Return the own texts of canonical posts as `forms_of_rows` takes them."""
    return pa.concat_tables([_ROWS.empty_table(), *_in_forms(_batches(own_texts(posts)))])


def forms_of_rows(rows: Iterable[pa.Table]) -> Forms:
    """Number the forms of posts.

    Args:
        rows: Columns post_id, account_id, at, long, form (empty where nothing is left of a text).
    """
    chunks: list[pa.Table] = [_ROWS.empty_table().drop_columns(["long"])]
    count = long = 0
    for chunk in rows:
        count += chunk.num_rows
        long += int(pc.sum(chunk["long"]).as_py() or 0)
        said = chunk.filter(pc.greater(pc.binary_length(chunk["form"]), 0))
        chunks.append(said.drop_columns(["long"]))
    coded = pa.concat_tables(chunks)
    del chunks
    return _numbered(coded, count, long)


def _batches(texts: ir.Table) -> Iterator[pa.RecordBatch]:
    # Not to_pyarrow_batches: Ibis 12 asks DuckDB 2 for a method that is gone.
    yield from texts.to_pyarrow().to_batches(max_chunksize=_BATCH_ROWS)


def _in_forms(texts: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    with ThreadPoolExecutor(WORKERS) as pool:
        batches = iter(texts)
        while group := list(islice(batches, WORKERS)):
            yield from pool.map(_in_form, group)


def _in_form(batch: pa.RecordBatch) -> pa.Table:
    """Return post_id, account_id, at, long, form of posts."""
    rows = pa.table({name: batch[name] for name in _READ.names}).cast(_READ)
    return rows.append_column("form", normal_form(batch["text"]))


def _numbered(rows: pa.Table, texts: int, long: int) -> Forms:
    """Number the distinct forms by their first appearance in time."""
    coded: pa.DictionaryArray = rows["form"].combine_chunks().dictionary_encode()
    rows = rows.drop_columns(["form"])
    order = pc.sort_indices(rows, [("at", "ascending"), ("post_id", "ascending")])
    codes = coded.indices.to_numpy()[order.to_numpy()]
    _seen, first = np.unique(codes, return_index=True)
    by_time = np.argsort(first)  # every code is seen: a code is its place in `first`
    number = np.empty(by_time.size, dtype=np.int64)
    number[by_time] = np.arange(by_time.size)
    forms = coded.dictionary.take(pa.array(by_time))
    return Forms(
        rows=rows.take(order),
        number=number[codes],
        forms=forms,
        comparable=enough_shingles(forms),
        texts=texts,
        long=long,
    )
