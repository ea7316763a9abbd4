"""The posts of a collection that set one watched entity under another."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Iterable

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from campaign.case import Case
from campaign.comparison.sentences import COMPARED, Said, compare, hints
from campaign.wording import Marks
from detection.text.forms import own_texts
from marionet.comparable import comparable_texts
from vault.schema import TEXT, TIME, table

SAID = table(post_id=TEXT, account_id=TEXT, at=TIME, better=TEXT, worse=TEXT, words=TEXT, rule=TEXT)


def find_comparisons(case: Case) -> pa.Table:
    """Return SAID: every post that sets one watched entity under another, by at, then post_id.

    Only posts that name two of them are read, and each distinct text once.
    """
    marks = Marks(case.watchlist)
    texts = candidate_texts(case, marks)
    coded: pa.DictionaryArray = texts["text"].combine_chunks().dictionary_encode()
    wanted = with_hints(coded.dictionary, hints())
    marked = marks.mark_all(coded.dictionary.take(wanted).to_pylist())
    said = [compare(text, marks) for text in marked]
    place = pc.index_in(coded.indices, value_set=wanted.cast(coded.indices.type))
    rows = texts.drop_columns(["text"])
    found = _rows(rows, place, said)
    return found.sort_by([("at", "ascending"), ("post_id", "ascending"), ("better", "ascending")])


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


def with_hints(texts: pa.Array, expression: str) -> pa.Array:
    """Return the places of the texts that hold any of some words, whatever case and script."""
    forms = pc.utf8_lower(comparable_texts(texts))
    return pc.indices_nonzero(pc.match_substring_regex(forms, expression)).cast(pa.int64())


def with_rings(said: pa.Table, case: Case) -> pa.Table:
    """Return rows with `subject`, the first ring of their account; null: an organic one."""
    members = case.members().filter(_.subject != case.whole)
    ring = members.group_by("account_id").agg(subject=_.subject.min())
    rows = case.relations.rows(said)
    joined = rows.left_join(ring, "account_id").select(*said.column_names, "subject")
    order = [ibis.asc(name) for name in ("at", "post_id", "better", "worse")]
    return case.relations.run(joined.order_by(order))


def _rows(posts: pa.Table, place: pa.Array, said: list[list[Said]]) -> pa.Table:
    """Return a row for each thing that each post says."""
    kept: list[int] = []
    found: list[Said] = []
    for row, text in enumerate(place.to_pylist()):
        for each in _of(said, text):
            kept.append(row)
            found.append(each)
    rows = posts.take(pa.array(kept, pa.int64()))
    for name in ("better", "worse", "words", "rule"):
        rows = rows.append_column(name, pa.array([getattr(x, name) for x in found], pa.string()))
    return rows.select(SAID.names).cast(SAID)


def _of(said: list[list[Said]], text: int | None) -> Iterable[Said]:
    return () if text is None else said[text]
