"""Text: accounts that publish copies of one text, word for word or changed a little."""

from __future__ import annotations

import hashlib

import ibis
import numpy as np
import pyarrow as pa

from detection.collection import Collection
from detection.signal import Signal, Touched
from detection.text.copies import Copies, find_copies
from detection.text.forms import MAX_CHARACTERS, Forms
from detection.text.minhash import MIN_SHINGLES
from marionet.progress import Progress
from vault.schema import RUN

_ID_DIGITS = 12


def find_texts(collection: Collection, progress: Progress) -> Touched:
    """Return which post is a copy of which text, for texts of two accounts or more.

    The first copy in time is the head of its text: it gives the text and the id, and
    `similarity` is the estimated Jaccard similarity of a copy's shingles to those of the head.
    Limits: chains join, see detection/text/clusters.py.
    """
    with progress.step("comparing texts", unit="posts") as step:
        forms = collection.forms
        step.total(forms.texts)
        copies = find_copies(forms)
        texts = _text_rows(collection, forms, copies)
        members = _text_copies(copies, texts)
        step.advance(forms.texts)
        step.note(f"{texts.num_rows:,} texts")
    titles = ibis.memtable(texts.select(["text_id", "text"]))
    return Touched(
        posts=ibis.memtable(members).select("post_id", object_id="text_id"),
        labels=titles.select(object_id="text_id", label="text"),
        texts=texts,
        text_copies=members,
        notes=_notes(forms, copies),
    )


def _text_rows(collection: Collection, forms: Forms, copies: Copies) -> pa.Table:
    """Return the texts with the columns of the run table, by the time of the first copy."""
    heads, first = np.unique(copies.head, return_index=True)
    ids = [_name(form) for form in forms.forms.take(pa.array(heads)).to_pylist()]
    words = _words(collection, copies.rows["post_id"].take(pa.array(first)))
    sums = copies.rows.append_column("head", pa.array(copies.head)).group_by("head")
    counts = sums.aggregate(
        [("post_id", "count"), ("account_id", "count_distinct"), ("at", "min"), ("at", "max")]
    ).sort_by("head")
    schema = RUN["texts"]
    columns = [pa.array(ids, pa.string()), words, *counts.drop_columns(["head"]).columns]
    return pa.table(columns, names=schema.names).cast(schema).combine_chunks()


def _name(form: str) -> str:
    return "text:" + hashlib.sha256(form.encode()).hexdigest()[:_ID_DIGITS]


def _words(collection: Collection, post_ids: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the whole text of each post, in the order of the ids."""
    wanted = ibis.memtable(pa.table({"post_id": post_ids, "place": np.arange(len(post_ids))}))
    found = collection.table("posts").select("post_id", "text").inner_join(wanted, "post_id")
    return found.order_by("place").select("text").to_pyarrow()["text"]


def _text_copies(copies: Copies, texts: pa.Table) -> pa.Table:
    """Return the rows of that run table, by the time of the post."""
    _heads, place = np.unique(copies.head, return_inverse=True)
    names = texts["text_id"].take(pa.array(place))
    columns = [names, copies.rows["post_id"], pa.array(copies.similarity)]
    schema = RUN["text_copies"]
    return pa.table(columns, names=schema.names).cast(schema).combine_chunks()


def _notes(forms: Forms, copies: Copies) -> tuple[str, ...]:
    notes: list[str] = []
    short = forms.texts - copies.compared
    if short:
        notes.append(
            f"{short:,} posts have too little text of their own to compare (fewer than "
            f"{MIN_SHINGLES} different shingles: 14 Chinese characters, 20 Latin letters)."
        )
    if forms.long:
        notes.append(
            f"{forms.long:,} texts are longer than {MAX_CHARACTERS:,} characters: only so much of "
            "each was compared."
        )
    return tuple(notes)


SIGNAL = Signal(
    name="text",
    order=80,
    title="published copies of the same text",
    words=("text", "texts"),
    object_id="the text_id: `text:` and 12 hex digits of the SHA-256 of the normal form of the "
    "first copy",
    rules="texts are compared in a normal form without quotations, URLs, hashtags, mentions, emoji "
    "codes, punctuation and space; two are copies when their shingles have an estimated Jaccard "
    "similarity of .4 or more, directly or through others; on X, Bluesky, Mastodon "
    "and Telegram, where a repost has no words of its own, the text of a repost does not count, "
    "unless the export does not say what it repeats",
    limits="blind to texts of fewer than 12 different shingles (14 Chinese characters, 20 Latin "
    "letters), to rewriting that keeps no run of nine bytes, to look-alike letters of other "
    "alphabets and to traditional against simplified characters; share buttons and apps write "
    "copies too, which a later step judges",
    find=find_texts,
    node="Text",
    family="text",
)
