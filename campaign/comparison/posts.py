"""The posts of a collection that set one watched entity under another."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import numpy as np
import pyarrow as pa
from ibis import _

from campaign.case import Case
from campaign.comparison.sentences import COMPARED, compare
from campaign.wording import Marks
from detection.arrays import Ints
from detection.text.forms import own_texts
from vault.schema import TEXT, TIME, table

SAID = table(post_id=TEXT, account_id=TEXT, at=TIME, better=TEXT, worse=TEXT, words=TEXT, rule=TEXT)


def find_comparisons(case: Case) -> pa.Table:
    """Return SAID: every post that sets one watched entity under another, by at, then post_id.

    Only posts that name two of them are read, and each distinct text once.
    """
    marks = Marks(case.watchlist)
    texts = candidate_texts(case, marks)
    coded: pa.DictionaryArray = texts["text"].combine_chunks().dictionary_encode()
    found = of_posts(texts, coded, compare(coded.dictionary, marks), SAID.names[3:])
    order = [(name, "ascending") for name in ("at", "post_id", "better", "worse")]
    return found.select(SAID.names).cast(SAID).sort_by(order)


def candidate_texts(case: Case, marks: Marks) -> pa.Table:
    """Return post_id, account_id, at, text of the posts that name two entities to compare."""
    compared = [entity.entity_id for entity in case.watchlist.of_kind(*COMPARED)]
    roots = pa.table(
        {
            "entity_id": pa.array(compared, pa.string()),
            "root": pa.array([marks.root(entity_id) for entity_id in compared], pa.string()),
        }
    )
    named = case.relations.rows(case.made["mentions"]).select("post_id", "entity_id")
    several = (
        named.join(case.relations.rows(roots), "entity_id")
        .group_by("post_id")
        .agg(roots=_.root.nunique())
        .filter(_.roots > 1)
    )
    texts = own_texts(case.tables.table("posts")).semi_join(several, "post_id")
    return case.relations.run(texts.select("post_id", "account_id", "at", "text"))


def with_rings(said: pa.Table, case: Case) -> pa.Table:
    """Return rows with `subject`, the first ring of their account; null: an organic one."""
    members = case.members().filter(_.subject != case.whole)
    ring = members.group_by("account_id").agg(subject=_.subject.min())
    rows = case.relations.rows(said)
    joined = rows.left_join(ring, "account_id").select(*said.column_names, "subject")
    order = [ibis.asc(name) for name in ("at", "post_id", "better", "worse")]
    return case.relations.run(joined.order_by(order))


def of_posts(
    posts: pa.Table, coded: pa.DictionaryArray, said: Sequence[tuple[int, object]], names: list[str]
) -> pa.Table:
    """Return a row for each thing that each post says: the post's columns, and those of the thing.

    Args:
        posts: With their texts.
        coded: The texts of the posts.
        said: (place in the dictionary, what that text says); by place.
        names: Attributes of what is said, as columns.
    """
    text: Ints = np.array([place for place, _said in said], dtype=np.int64)
    codes: Ints = np.asarray(coded.indices.to_numpy(), dtype=np.int64)
    low, high = (np.searchsorted(text, codes, side) for side in ("left", "right"))
    row = np.repeat(np.arange(codes.size), high - low)
    place = np.arange(row.size) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    chosen = pa.array(low[row] + place)
    rows = posts.take(pa.array(row))
    for name in names:
        values = pa.array([getattr(each, name) for _place, each in said], pa.string())
        rows = rows.append_column(name, values.take(chosen))
    return rows
