"""Exact text: accounts that write the same short words."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import hashlib
from typing import Final

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints
from detection.collection import Collection
from detection.signal import Signal, Touched
from detection.text.forms import Forms
from marionet.progress import Progress

FEWEST_BYTES: Final = 12
"""Four Chinese characters or twelve Latin letters: what is shorter is an interjection."""
FEWEST_CHARACTERS: Final = 4
"""Different characters: `hahahahahaha` has two."""

_BUTTONS: Final = ("转发微博", "轉發微博", "快转微博", "repostweibo", "repostedfrom", "转发了")
"""Normal forms that apps write into an empty repost: nobody's words."""
_ID_DIGITS: Final = 12


def find_exact_texts(collection: Collection, progress: Progress) -> Touched:
    """Return which post consists of which short text.

    Only texts that the signal `text` cannot compare, so that no post is in both.
    """
    with progress.step("comparing short texts", unit="posts") as step:
        forms = collection.forms
        chosen = _shared(forms, _slogans(forms))[forms.number]
        numbers = forms.number[chosen]
        used = np.unique(numbers)
        short = forms.forms.take(pa.array(used))
        names = pa.array([_name(form) for form in short.to_pylist()], pa.string())
        place = pa.array(np.searchsorted(used, numbers))
        posts = forms.rows["post_id"].filter(pa.array(chosen))
        step.note(f"{used.size:,} short texts")
    touched = pa.table({"post_id": posts, "object_id": names.take(place)})
    labels = pa.table({"object_id": names, "label": short.cast(pa.string())})
    return Touched(posts=ibis.memtable(touched), labels=ibis.memtable(labels))


def _slogans(forms: Forms) -> Flags:
    """Return which forms say enough to be the same by more than chance, yet too little for `text`.

    Complexity: the bytes of the short forms.
    """
    said = ~forms.comparable & (pc.binary_length(forms.forms).to_numpy() >= FEWEST_BYTES)
    numbers = np.flatnonzero(said)
    for number, form in zip(numbers, forms.forms.take(pa.array(numbers)).to_pylist(), strict=True):
        said[number] = len(set(form)) >= FEWEST_CHARACTERS and form not in _BUTTONS
    return said


def _shared(forms: Forms, said: Flags) -> Flags:
    """Return which of the said forms two accounts or more used."""
    rows = said[forms.number]
    accounts = forms.rows["account_id"].filter(pa.array(rows)).combine_chunks()
    codes: Ints = accounts.dictionary_encode().indices.to_numpy()
    numbers = forms.number[rows]
    one = np.zeros(said.size, dtype=np.int64)
    one[numbers] = codes  # any one of its accounts
    shared = np.zeros(said.size, dtype=np.bool_)
    shared[numbers[codes != one[numbers]]] = True
    return shared


def _name(form: str) -> str:
    return "st:" + hashlib.sha256(form.encode()).hexdigest()[:_ID_DIGITS]


SIGNAL = Signal(
    name="exact_text",
    order=85,
    title="wrote the same short text",
    words=("short text", "short texts"),
    object_id="`st:` and 12 hex digits of the SHA-256 of the text in normal form",
    rules="texts of fewer than 12 different shingles (14 Chinese characters, 20 Latin letters), "
    "which the signal text cannot compare, count when they are the same in normal form, have 12 "
    "bytes (four Chinese characters, twelve Latin letters) and four different characters or more; "
    "what an app writes into an empty repost does not count",
    limits="people say the same short things: greetings, congratulations, slogans of a day; the "
    "null model and the test of ring against audience judge that",
    find=find_exact_texts,
    family="text",
)
