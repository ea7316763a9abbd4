"""Phrase: accounts that use the same rare turn of words, whatever they write around it."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import hashlib
from typing import Final

import ibis
import pyarrow as pa

from detection.arrays import Ints
from detection.collection import Collection
from detection.signal import Signal, Touched
from detection.text.phrases import find_phrases
from detection.text.winnow import GRAM_BYTES
from marionet.progress import Progress

_ID_DIGITS: Final = 16
_LABEL_BYTES: Final = 3 * GRAM_BYTES
"""So much of the first text is shown, from the phrase on."""


def find_phrase_uses(collection: Collection, progress: Progress) -> Touched:
    """Return which post uses which rare phrase."""
    with progress.step("looking for rare phrases", unit="posts") as step:
        forms = collection.forms
        phrases = find_phrases(forms, collection.rare)
        texts = forms.forms.take(pa.array(phrases.text))
        names = pa.array(_names(texts, phrases.first), pa.string())
        posts = forms.rows["post_id"].take(pa.array(phrases.row))
        step.note(f"{len(names):,} rare phrases")
    touched = pa.table({"post_id": posts, "object_id": names.take(pa.array(phrases.phrase))})
    labels = pa.table(
        {"object_id": names, "label": pa.array(_labels(texts, phrases.first), pa.string())}
    )
    return Touched(posts=ibis.memtable(touched), labels=ibis.memtable(labels))


def _names(texts: pa.Array, first: Ints) -> list[str]:
    grams = (
        text.as_buffer()[begin : begin + GRAM_BYTES].to_pybytes()
        for text, begin in zip(texts, first.tolist(), strict=True)
    )
    return ["ph:" + hashlib.sha256(gram).hexdigest()[:_ID_DIGITS] for gram in grams]


def _labels(texts: pa.Array, first: Ints) -> list[str]:
    """Return the phrase and what follows it in the first text that has it, in normal form."""
    labels: list[str] = []
    for text, begin in zip(texts, first.tolist(), strict=True):
        whole = text.as_buffer()
        passage = whole[begin : begin + _LABEL_BYTES].to_pybytes().decode("utf-8", "ignore")
        before, after = "…" * (begin > 0), "…" * (begin + _LABEL_BYTES < len(whole))
        labels.append(f"{before}{passage}{after}")
    return labels


SIGNAL = Signal(
    name="phrase",
    order=90,
    title="used the same rare phrase",
    words=("rare phrase", "rare phrases"),
    object_id="`ph:` and 16 hex digits of the SHA-256 of 24 bytes of the text in normal form",
    rules="passages of 24 bytes (eight Chinese characters, 24 Latin letters) that 3 to "
    "max(20, min(N / 1000, sqrt N)) of all N accounts have in texts long enough to compare, "
    "whatever stands around them and whenever they wrote: all uses are one burst; of phrases that "
    "mostly stand in the same texts one counts",
    limits="proverbs, lyrics, quotations and headlines that few know look the same; blind to "
    "phrases that more accounts use, and to rewording within every eight characters",
    find=find_phrase_uses,
    timeless=True,
    family="text",
)
