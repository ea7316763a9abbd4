"""Claims that recur: comparisons in nearly the same words, and who made them first."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import hashlib
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from campaign.case import Case
from detection.arrays import Ints
from detection.text.clusters import cluster
from detection.text.minhash import enough_shingles, sign
from detection.text.normal_form import normal_form
from vault.study_schema import STUDY

FEWEST_POSTS: Final = 2
"""Posts that make the same claim: one alone is a claim of its own."""


def with_claims(comparisons: pa.Table) -> pa.Table:
    """Return comparisons with `claim_id`, null where nobody says the same in like words.

    Two sentences make the same claim where they set the same under the same, and are equal in
    normal form or near-duplicates (detection.text.clusters), over chains of such sentences. Those
    too short for that (under 14 Chinese characters or 20 Latin letters) must be equal.

    Args:
        comparisons: By at, then post_id, so that the first of each claim comes first.
    """
    group = _groups(comparisons)
    counted = np.bincount(group, minlength=1)
    first = np.zeros(counted.size, dtype=np.int64)
    first[group[::-1]] = np.arange(group.size)[::-1]
    heads = comparisons.take(pa.array(first[: group.max(initial=-1) + 1]))
    ids = pa.array([_claim_id(row) for row in heads.to_pylist()], pa.string())
    recurs = pa.array(counted[group] >= FEWEST_POSTS)
    none = pa.scalar(None, pa.string())
    claim = pc.if_else(recurs, ids.take(pa.array(group)), none)
    return comparisons.append_column("claim_id", claim)


def claim_rows(case: Case, comparisons: pa.Table) -> pa.Table:
    """Return the table `claims`, the most frequent first."""
    said = case.relations.rows(comparisons).filter(_.claim_id.notnull())
    first = ibis.window(group_by="claim_id", order_by=["at", "post_id"])
    heads = said.mutate(place=ibis.row_number().over(first)).filter(_.place == 0)
    heads = heads.select(
        "claim_id",
        "better",
        "worse",
        text="words",
        first_post="post_id",
        first_account="account_id",
        first_subject="subject",
    )
    counted = said.group_by("claim_id").agg(
        posts=_.post_id.nunique(),
        accounts=_.account_id.nunique(),
        first=_.at.min(),
        last=_.at.max(),
    )
    rows = counted.join(heads, "claim_id").select(STUDY["claims"].names)
    return case.relations.run(rows.order_by(ibis.desc("posts"), "claim_id"))


def ring_claim_rows(case: Case, comparisons: pa.Table) -> pa.Table:
    """Return the table `ring_claims`: which claims members of each subject made."""
    said = case.relations.rows(comparisons).filter(_.claim_id.notnull())
    all_posts = said.group_by("claim_id").agg(all_posts=_.post_id.nunique())
    own = (
        said.drop("subject")
        .join(case.members(), "account_id")
        .group_by("subject", "claim_id")
        .agg(members=_.account_id.nunique(), posts=_.post_id.nunique(), first=_.at.min())
    )
    shares: ir.Table = own.join(all_posts, "claim_id").mutate(share=_.posts / _.all_posts)
    rows = shares.select(STUDY["ring_claims"].names)
    return case.relations.run(rows.order_by("subject", ibis.desc("posts"), "claim_id"))


def _groups(comparisons: pa.Table) -> Ints:
    """Return the number of the claim of each row."""
    forms = normal_form(comparisons["words"].combine_chunks())
    coded: pa.DictionaryArray = forms.dictionary_encode()
    number: Ints = np.asarray(coded.indices.to_numpy(), dtype=np.int64)
    texts = coded.dictionary
    chosen = np.flatnonzero(enough_shingles(texts))
    head = np.arange(len(texts), dtype=np.int64)
    head[chosen] = chosen[cluster(sign(texts, chosen))]
    keys: list[Any] = [head[number]]
    for name in ("better", "worse"):
        codes = comparisons[name].combine_chunks().dictionary_encode().indices
        keys.append(np.asarray(codes.to_numpy(), dtype=np.int64))
    if number.size == 0:
        return number
    return np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)[1].astype(np.int64)


def _claim_id(row: dict[str, str]) -> str:
    said = "\0".join(row[name] for name in ("better", "worse", "words", "post_id"))
    return f"claim:{hashlib.sha256(said.encode()).hexdigest()[:12]}"
