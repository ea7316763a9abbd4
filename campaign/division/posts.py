"""In which voice each post of a collection speaks of the fan communities."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from campaign.case import Case
from campaign.comparison.posts import with_hints
from campaign.division.voices import Communities, hints, voices_of
from campaign.wording import Marks
from detection.text.forms import own_texts
from vault.schema import TEXT, TIME, table

VOICES = table(post_id=TEXT, account_id=TEXT, at=TIME, entity_id=TEXT, voice=TEXT)


def find_voices(case: Case) -> pa.Table:
    """Return VOICES: posts that speak as a fan of a community or attack it, by at, then post_id.

    Only posts that name a community or what it is of are read, and each distinct text once.
    """
    marks = Marks(case.watchlist)
    communities = Communities.read(case.watchlist, marks)
    texts = _texts_naming(case, marks, communities)
    coded: pa.DictionaryArray = texts["text"].combine_chunks().dictionary_encode()
    wanted = with_hints(coded.dictionary, hints())
    marked = marks.mark_all(coded.dictionary.take(wanted).to_pylist())
    said = [sorted(voices_of(text, marks, communities)) for text in marked]
    place = pc.index_in(coded.indices, value_set=wanted.cast(coded.indices.type))
    found = [
        (row, *voice)
        for row, text in enumerate(place.to_pylist())
        if text is not None
        for voice in said[text]
    ]
    rows = texts.drop_columns(["text"]).take(pa.array([row for row, *_ in found], pa.int64()))
    rows = rows.append_column("entity_id", pa.array([c for _row, c, _voice in found], pa.string()))
    rows = rows.append_column("voice", pa.array([voice for *_, voice in found], pa.string()))
    order = [(name, "ascending") for name in ("at", "post_id", "entity_id")]
    return rows.select(VOICES.names).cast(VOICES).sort_by(order)


def _texts_naming(case: Case, marks: Marks, communities: Communities) -> pa.Table:
    """Return post_id, account_id, at, text of the posts that name what communities are of."""
    looked_for = [
        entity.entity_id
        for entity in case.watchlist.entities
        if entity.entity_id in communities.of or marks.root(entity.entity_id) in communities.of
    ]
    ids = pa.table({"entity_id": pa.array(looked_for, pa.string())})
    mentions = case.relations.rows(case.made["mentions"]).select("post_id", "entity_id")
    named = mentions.semi_join(case.relations.rows(ids), "entity_id").select("post_id").distinct()
    texts = own_texts(case.tables.table("posts")).semi_join(named, "post_id")
    return case.relations.run(texts.select("post_id", "account_id", "at", "text"))
