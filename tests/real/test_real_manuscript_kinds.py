"""Texts in copies of three real sets whose kind a person told: none may be called a manuscript.

The sets lie beside the repository. A text is named by the hash of its normal form: not a word of
the data stands here. Labels were given by hand to what several accounts of each set published
most; all three were looked at while the signs were written: no figure here is of unseen data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import ibis
import polars as pl
import pyarrow as pa
import pytest

from detection.relations import open_relations
from detection.text.copies import find_copies
from detection.text.forms import forms_of
from manuscripts.kinds.judge import judge
from manuscripts.kinds.traits import traits
from tests.real_data import REAL_DATA
from vault.schema import CANONICAL

APP: Final = frozenset(("app template", "share button"))
CALL: Final = frozenset(("petition",))
OFFER: Final = frozenset(("advertisement", *APP))
FANS: Final = frozenset(("fan script",))
SERIES: Final = frozenset(("series",))
NEWS: Final = frozenset(("quotation",))

TOLD: Final[dict[str, dict[frozenset[str], tuple[str, ...]]]] = {
    "weibo_ced": {
        APP: ("354b2381a376", "a81a20e3c855", "2924db26e5e7", "1e2a196decee", "f34f040655bc"),
        OFFER: (
            *("29352221b1a8", "1ae6ad269c0a", "2a9217390ef4", "cfd0347fe068", "73bbed75503e"),
            *("9232e6398218", "e7180129e68d", "9cf572f3bbf1", "f3ad1f3856ba"),
        ),
        CALL: ("2c47ac10c791", "6ffe06b9dfff", "b0c28905634c", "9046440f9672"),
        NEWS: ("8f565f4181a8",),
    },
    "weibo_checked": {
        CALL: ("4ff7d13322fb", "5b9973a22045", "334dc4f3d295", "a2463655b70f", "4aa9c84950fb"),
        FANS: ("2baf2818046f", "c04743ffc08b"),
        SERIES: ("2b497149cb4b", "fb359eb208c0"),
        NEWS: ("54ff4264dc2e",),
    },
    "airline": {
        NEWS: ("532662543c38", "2d8a0fd2b23c", "2c76fe3f40cd", "ebac0b8ee4a4"),
        OFFER: ("0703dfc26998",),
    },
}
"""Set -> the kinds that a text may have -> the hashes of such texts."""

MISSED: Final = {
    "f3ad1f3856ba": "unclear",  # a prize draw of which each copy tells but a part
    "334dc4f3d295": "quotation",  # a protest of which most copies are its instructions alone
}
"""Texts whose kind is not found, and what is said of them instead."""


class Collection:
    """The tables of a set that traits are read from."""

    def __init__(self, posts: pl.DataFrame) -> None:
        told = posts.with_columns(
            kind=pl.lit("original"),
            repost_of=pl.lit(None, pl.String),
            client=pl.lit(None, pl.String),
        )
        self._posts = ibis.memtable(told.to_arrow())

    def table(self, name: str) -> Any:
        return self._posts if name == "posts" else ibis.memtable(CANONICAL[name].empty_table())


def weibo_ced() -> pl.DataFrame:
    rows = pl.read_parquet(REAL_DATA / "weibo_ced" / "reposts.parquet")
    return _posts(rows, "mid", "uid", "date", root="root_mid", reply_to="parent")


def weibo_checked() -> pl.DataFrame:
    rows = pl.read_parquet(REAL_DATA / "weibo_checked" / "comments.parquet")
    return _posts(rows, "comment_id", "user_id", "date", root="post_id", reply_to="post_id")


def airline() -> pl.DataFrame:
    rows = pl.read_csv(REAL_DATA / "airline" / "tweets.csv", infer_schema=False)
    # its ids were rounded by a spreadsheet: the line is the id
    rows = rows.with_row_index("line").with_columns(none=pl.lit(None, pl.String))
    return _posts(rows, "line", "name", "tweet_created", root="none", reply_to="none")


def _posts(rows: pl.DataFrame, post: str, account: str, at: str, **under: str) -> pl.DataFrame:
    return (
        rows.select(
            post_id=pl.format("x:{}", pl.col(post).cast(pl.String)),
            account_id=pl.format("x:{}", pl.col(account)),
            created_at=_time(pl.col(at)),
            text=pl.col("text"),
            platform=pl.lit("weibo"),
            **{name: pl.col(column) for name, column in under.items()},
        )
        .drop_nulls(("post_id", "account_id", "created_at", "text"))
        .unique("post_id", keep="first", maintain_order=True)
    )


def _time(written: pl.Expr) -> pl.Expr:
    """Return the time as each set writes it; null where it is written otherwise."""
    forms = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M")
    read = [
        written.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        for form in forms
    ]
    return pl.coalesce(read)


READ: Final[dict[str, Callable[[], pl.DataFrame]]] = {
    "weibo_ced": weibo_ced,
    "weibo_checked": weibo_checked,
    "airline": airline,
}


def judged(posts: pl.DataFrame, scratch: Path) -> dict[str, dict[str, Any]]:
    """Return the verdict on each cluster of copies, by the id that a manuscript would have."""
    collection = Collection(posts)
    with open_relations(scratch) as relations:
        forms = forms_of(collection.table("posts"))
        found = find_copies(forms)
        ids = {
            int(head): "ms:" + hashlib.sha256(forms.forms[head].as_py().encode()).hexdigest()[:12]
            for head in set(found.head.tolist())
        }
        named = pa.array([ids[head] for head in found.head.tolist()])
        copies = found.rows.append_column("manuscript_id", named)
        manuscripts = pa.table({"manuscript_id": pa.array(sorted(set(ids.values())))})
        nobody = pa.table(
            {"subject": pa.array([], pa.string()), "account_id": pa.array([], pa.string())}
        )
        known = traits(relations, collection, manuscripts, copies, nobody)
    verdicts = judge(known, {}).to_pylist()
    return {row["manuscript_id"]: row for row in verdicts}


@pytest.mark.parametrize("name", TOLD)
def test_known_templates_have_their_kind_and_nothing_organic_is_a_manuscript(
    name: str, tmp_path: Path
) -> None:
    verdicts = judged(READ[name](), tmp_path)
    assert len(verdicts) >= 50
    assert [one for one in verdicts.values() if one["kind"] == "manuscript"] == []
    wrong = {
        text: verdicts[f"ms:{text}"]["kind"]
        for kinds, texts in TOLD[name].items()
        for text in texts
        if verdicts[f"ms:{text}"]["kind"] not in kinds
    }
    assert wrong == {text: kind for text, kind in MISSED.items() if text in wrong}
    assert max(one["software"] for one in verdicts.values()) < 0.5
