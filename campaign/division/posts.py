"""In which voice each post of a collection speaks of the fan communities."""

from __future__ import annotations

import pyarrow as pa

from campaign.case import Case
from campaign.comparison.posts import of_posts
from campaign.division.voices import Communities, voices_of
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
    said = voices_of(coded.dictionary, marks, communities)
    found = of_posts(texts, coded, said, VOICES.names[3:])
    order = [(name, "ascending") for name in ("at", "post_id", "entity_id")]
    return found.select(VOICES.names).cast(VOICES).sort_by(order)


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
