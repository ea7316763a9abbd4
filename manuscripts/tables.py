"""The tables of a study that say what manuscripts there are, and who published which copies."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from detection.arrays import Ints
from detection.relations import Relations
from manuscripts.bodies import Bodies
from manuscripts.find import Copies
from vault.study_schema import STUDY

FEWEST_ACCOUNTS: Final = 5
"""Accounts of a manuscript that is kept although no member of any ring published it: that three or
four people have a text in common says little, and a large collection has a great many such texts.
"""

_ID_DIGITS: Final = 12
_KEY: Final = [("number", "ascending"), ("at", "ascending"), ("post_id", "ascending")]


@dataclass(frozen=True, slots=True)
class Kept:
    """Copies of the manuscripts that are kept.

    Attributes:
        rows: Columns number (of the manuscript, 0 and up, by first copy), manuscript_id, post_id,
            account_id, platform, at, similarity, text (number in the bodies), form (a number for
            its normal form); by manuscript, then time, then post_id.
        found: Manuscripts of two accounts or more, kept or not.
    """

    rows: pa.Table
    found: int

    @property
    def number(self) -> Ints:
        """Return the number of the manuscript of each row."""
        return self.rows["number"].to_numpy()

    @property
    def kept(self) -> int:
        """How many manuscripts are kept."""
        return int(self.number[-1]) + 1 if self.rows.num_rows else 0


def keep(bodies: Bodies, copies: Copies, members: pa.Array) -> Kept:
    """Choose the manuscripts of `FEWEST_ACCOUNTS`, and those of any member of a ring.

    Args:
        bodies: The texts of the collection.
        copies: The copies that were found in them.
        members: account_id of the members of all rings.
    """
    found = int(copies.manuscript.max(initial=-1)) + 1
    rows = bodies.rows.take(pa.array(copies.row))
    flagged = pc.is_in(rows["account_id"], value_set=members).to_numpy()
    pairs = np.unique(copies.manuscript * (bodies.account.size + 1) + bodies.account[copies.row])
    accounts = np.bincount(pairs // (bodies.account.size + 1), minlength=found)
    kept = accounts >= FEWEST_ACCOUNTS
    kept[copies.manuscript[flagged]] = True
    number = np.cumsum(kept) - 1
    text = bodies.text[copies.row]
    platform = pc.list_element(pc.split_pattern(rows["post_id"], ":", max_splits=1), 0)
    columns = {
        "number": number[copies.manuscript],
        "platform": platform,
        "similarity": copies.similarity,
        "text": text,
        "form": bodies.keys()[text],
    }
    for name, values in columns.items():
        rows = rows.append_column(
            name, pa.chunked_array([values]) if isinstance(values, np.ndarray) else values
        )
    rows = rows.filter(pa.array(kept[copies.manuscript])).sort_by(_KEY)
    ids = pa.array(_ids(bodies, rows), pa.string()).take(rows["number"].combine_chunks())
    return Kept(rows.append_column("manuscript_id", ids), found)


def manuscript_rows(kept: Kept, bodies: Bodies) -> pa.Table:
    """Return the table `manuscripts`, by first copy; what other steps say of them is null."""
    rows = kept.rows
    counted = (
        rows.group_by("number")
        .aggregate(
            [
                ("post_id", "count"),
                *((name, "count_distinct") for name in ("account_id", "form", "platform")),
                ("at", "min"),
                ("at", "max"),
            ]
        )
        .sort_by("number")
    )
    heads = rows.take(pa.array(_heads(kept.number)))
    shown = bodies.shown.take(heads["text"].combine_chunks()).cast(pa.string())
    return _filled(
        "manuscripts",
        manuscript_id=heads["manuscript_id"],
        text=shown,
        posts=counted["post_id_count"],
        accounts=counted["account_id_count_distinct"],
        texts=counted["form_count_distinct"],
        platforms=counted["platform_count_distinct"],
        first=counted["at_min"],
        last=counted["at_max"],
        first_post=heads["post_id"],
        first_account=heads["account_id"],
    )


def copy_rows(kept: Kept) -> pa.Table:
    """Return the table `manuscript_copies`; how far a template explains them is null."""
    names = ("manuscript_id", "post_id", "account_id", "platform", "at", "similarity")
    return _filled("manuscript_copies", **{name: kept.rows[name] for name in names})


def ring_rows(relations: Relations, kept: Kept, subjects: pa.Table) -> pa.Table:
    """Return the table `ring_manuscripts`, by subject, most copies first.

    Args:
        relations: Where the joins run.
        kept: The copies.
        subjects: Columns subject, account_id.
    """
    copies = relations.rows(kept.rows.select(["manuscript_id", "post_id", "account_id", "at"]))
    every = copies.group_by("manuscript_id").agg(all_posts=_.count(), oldest=_.at.min())
    own = copies.inner_join(relations.rows(subjects), "account_id")
    order = ibis.window(group_by=["subject", "manuscript_id"], order_by=["at", "post_id"])
    heads = own.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    heads = heads.select(
        "subject", "manuscript_id", first="at", first_post="post_id", first_account="account_id"
    )
    counted = own.group_by("subject", "manuscript_id").agg(
        members=_.account_id.nunique(), posts=_.count()
    )
    joined = counted.inner_join(heads, ["subject", "manuscript_id"]).inner_join(
        every, "manuscript_id"
    )
    found = joined.mutate(share=_.posts / _.all_posts, first_of_all=_.first <= _.oldest)
    schema = STUDY["ring_manuscripts"]
    listed = found.order_by(_.subject, _.posts.desc(), _.manuscript_id).select(*schema.names)
    return relations.run(listed).cast(schema)


def _heads(number: Ints) -> Ints:
    """Return the first row of each manuscript."""
    return np.unique(number, return_index=True)[1]


def _ids(bodies: Bodies, rows: pa.Table) -> list[str]:
    """Return the id of each manuscript: a digest of the normal form of its first copy.

    Two manuscripts may begin with the same words, which common sentences alone do not tell apart:
    the second one takes its next copy.
    """
    number, text = rows["number"].to_numpy(), rows["text"].to_numpy()
    heads = np.append(_heads(number), number.size)
    taken: set[str] = set()
    ids: list[str] = []
    for begin, end in zip(heads[:-1].tolist(), heads[1:].tolist(), strict=True):
        for place in range(begin, end):
            name = _id(bodies, int(text[place]))
            if name not in taken:
                break
        else:
            name = _id(bodies, int(text[begin]), f"{len(ids)}")
        taken.add(name)
        ids.append(name)
    return ids


def _id(bodies: Bodies, text: int, more: str = "") -> str:
    part = bodies.sentence[bodies.offsets[text] : bodies.offsets[text + 1]]
    form = "".join(bodies.forms.take(pa.array(part)).to_pylist()) + more
    return "ms:" + hashlib.sha256(form.encode()).hexdigest()[:_ID_DIGITS]


def _filled(table: str, **columns: object) -> pa.Table:
    """Return a table of the study with these columns, nulls in all others."""
    schema = STUDY[table]
    rows = pa.table(columns)
    for field in schema:
        if field.name not in columns:
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    return rows.select(schema.names).cast(schema).combine_chunks()
