"""The texts of a collection cut into sentences, in normal form: what manuscripts are found from.

Texts are cut once however often they were published. Everything is numbered by first appearance
in time, so nothing depends on the order in which rows came in.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeAlias

import ibis.expr.types as ir
import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from detection.arrays import Ints
from detection.text.forms import own_texts
from detection.text.minhash import WORKERS, mix
from manuscripts.sentences import sentence_forms
from vault.schema import TIME

Hashes: TypeAlias = npt.NDArray[np.uint64]

_CHUNK: Final = 25_000
_ROWS: Final = pa.schema([("post_id", pa.string()), ("account_id", pa.string()), ("at", TIME)])


@dataclass(frozen=True, slots=True)
class Bodies:
    """Posts with words of their own, and the sentences of these.

    Attributes:
        rows: Columns post_id, account_id, at; by at, then post_id.
        account: Number of the account of each row.
        text: Number of the text of each row; texts that differ in any byte have other numbers.
        offsets: Where the sentences of each text begin in `sentence`; one more than texts.
        sentence: Number of the form of each sentence of each text.
        forms: The normal form of each number, not empty; large strings.
        shown: Each text as it was written; large strings.
        long: Posts whose text was cut to detection.text.forms.MAX_CHARACTERS.
    """

    rows: pa.Table
    account: Ints
    text: Ints
    offsets: Ints
    sentence: Ints
    forms: pa.Array
    shown: pa.Array
    long: int

    @property
    def texts(self) -> int:
        """How many different texts there are."""
        return self.offsets.size - 1

    @property
    def owner(self) -> Ints:
        """Return the text of each sentence."""
        return np.repeat(np.arange(self.texts), np.diff(self.offsets))

    def keys(self) -> Hashes:
        """Return a number for the normal form of each text; other forms have another number."""
        return sequence_keys(self.offsets, self.sentence)


def read_bodies(posts: ir.Table) -> Bodies:
    """Return the bodies of canonical posts; reposts without words of their own are left out."""
    own = own_texts(posts).order_by(_.at, _.post_id)
    return bodies_of(own.to_pyarrow())


def bodies_of(texts: pa.Table) -> Bodies:
    """Cut texts into sentences.

    Args:
        texts: Columns post_id, account_id, at, text, long without nulls; by at, then post_id.
    """
    coded = _coded(texts["text"].cast(pa.large_string()))
    offsets, sentences = _cut(coded.dictionary)
    return Bodies(
        rows=texts.select(_ROWS.names).cast(_ROWS).combine_chunks(),
        account=_numbers(_coded(texts["account_id"])),
        text=_numbers(coded),
        offsets=offsets,
        sentence=_numbers(sentences),
        forms=sentences.dictionary,
        shown=coded.dictionary,
        long=int(pc.sum(texts["long"]).as_py() or 0),
    )


@numba.njit(cache=True, nogil=True)
def sequence_keys(offsets: Ints, values: Ints) -> Hashes:
    """Return a number for each row of values, the same for the same values in the same order."""
    keys = np.zeros(offsets.size - 1, dtype=np.uint64)
    for row in range(keys.size):
        key = np.uint64(0)
        for place in range(offsets[row], offsets[row + 1]):
            key = mix(key ^ mix(np.uint64(values[place]) + np.uint64(1)))
        keys[row] = key
    return keys


def _cut(texts: pa.Array) -> tuple[Ints, pa.DictionaryArray]:
    chunks = [texts.slice(start, _CHUNK) for start in range(0, len(texts), _CHUNK)]
    with ThreadPoolExecutor(WORKERS) as pool:
        cut = list(pool.map(sentence_forms, chunks))
    offsets = [np.zeros(1, np.int64)]
    for _forms, ends in cut:
        offsets.append(ends[1:] + offsets[-1][-1])
    forms = pa.chunked_array([forms for forms, _ends in cut], pa.large_string())
    return np.concatenate(offsets), _coded(forms)


def _coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column as numbers by first appearance and what they stand for."""
    coded = column.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # no rows
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], column.type))
    return coded


def _numbers(coded: pa.DictionaryArray) -> Ints:
    return coded.indices.to_numpy().astype(np.int64)


def ranges(begin: Ints, each: Ints) -> Ints:
    """Return the numbers of several ranges, one behind the other."""
    return np.arange(int(each.sum())) + np.repeat(begin - np.cumsum(each) + each, each)


def accounts_of(bodies: Bodies, offsets: Ints, values: Ints, size: int) -> Ints:
    """Return how many accounts published each value, where texts have several values.

    Args:
        bodies: Who published which text.
        offsets: Where the values of each text begin.
        values: From 0 to `size`.
        size: How many values there are.
    """
    width = bodies.account.size + 1
    pairs = np.unique(bodies.text * width + bodies.account)
    each = np.diff(offsets)[pairs // width]
    used = values[ranges(offsets[pairs // width], each)]
    users = np.unique(used * width + np.repeat(pairs % width, each))
    return np.bincount(users // width, minlength=size)
