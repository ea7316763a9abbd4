"""Fast repost: accounts that pass on the same post within seconds of it or of each other."""

from __future__ import annotations

from typing import Any, Final

import ibis
import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints, Reals, ints, starts_of
from detection.collection import Collection
from detection.question.precision import exact_us
from detection.signal import Signal, Touched, post_labels
from marionet.progress import Progress

FAST: Final = 0.01
"""Probability with which chance shows so short a gap at the pace of the post."""

_NEVER: Final = -(2**62)


def find_fast_reposts(collection: Collection, progress: Progress) -> Touched:
    """Return which repost came so soon after the post, or after another account's repost of it."""
    with progress.step("looking for fast reposts", unit="reposts") as step:
        reposts = _reposts(collection)
        step.total(reposts.num_rows)
        object_ = reposts["object_id"].combine_chunks().dictionary_encode().indices.to_numpy()
        account = reposts["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
        fast = is_fast(
            object_.astype(np.int64),
            account.astype(np.int64),
            ints(reposts, "at"),
            ints(reposts, "exact"),
            ints(reposts, "born"),
        )
        step.advance(reposts.num_rows)
        step.note(f"{int(fast.sum()):,} are fast")
    touched = reposts.filter(pa.array(fast)).select(["post_id", "object_id"])
    return Touched(posts=ibis.memtable(touched), labels=post_labels(collection))


def _reposts(collection: Collection) -> pa.Table:
    """Return post_id, account_id, object_id, at, exact, born; by object_id, at, post_id.

    Times in microseconds; `born`, when the original was written, _NEVER where that is not known.
    """
    posts: Any = collection.table("posts")
    dated = posts.filter(posts.created_at.notnull(), posts.account_id.notnull())
    originals = dated.select(object_id=dated.post_id, born=dated.created_at)
    reposts = dated.filter(dated.repost_of.notnull(), dated.repost_of != dated.post_id)
    named = reposts.select(
        "post_id",
        "account_id",
        object_id=reposts.repost_of,
        at=reposts.created_at,
        exact=exact_us(reposts),
    )
    found: Any = named.left_join(originals, "object_id").drop("object_id_right")
    rows: pa.Table = found.order_by("object_id", "at", "post_id").to_pyarrow()
    born = rows["born"].cast(pa.int64()).fill_null(_NEVER)
    return rows.set_column(rows.column_names.index("born"), "born", born)


def is_fast(object_: Ints, account: Ints, at: Ints, exact: Ints, born: Ints) -> Flags:
    """Return which reposts are fast.

    A Poisson process with a median gap m has a gap of g or less with probability 1 - 2^(-g/m): a
    repost is fast when that is at most .01, that is g <= .0145 m; 9 seconds where the median is ten
    minutes. m is the median gap of the post's reposts, or that of posts with about as many reposts
    (of the same power of two), whichever is longer: a ring that makes most of the reposts of its
    own post does not set its pace. How exact a time is counts as a part of the gap: times to the
    minute make few fast.

    Args:
        object_: What was reposted, codes; rows sorted by object_, at.
        account: Who did.
        at: When, microseconds.
        exact: How exact the times are, microseconds.
        born: When the original was written, microseconds; far in the past where nobody knows.
    """
    if object_.size == 0:
        return np.zeros(0, dtype=np.bool_)
    first = starts_of(object_)
    post = np.cumsum(first) - 1
    gap = at - np.where(first, born, np.roll(at, 1))
    pace = _pace(post, np.where(first, -1, gap))
    own = ~first & (np.roll(account, 1) == account)
    limit = pace[post] * -np.log2(1.0 - FAST)
    return (gap >= 0) & (gap + exact <= limit) & ~own


def _pace(post: Ints, gap: Ints) -> Reals:
    """Return m of each post, microseconds; a post that was passed on once is as its like.

    Args:
        post: Number of the post of each row, sorted.
        gap: Since the repost before, -1 for the first.
    """
    reposts = np.bincount(post)
    order = np.lexsort((gap, post))
    ordered = gap[order].astype(np.float64)
    begin = np.cumsum(reposts) - reposts
    own = np.zeros(reposts.size)
    several = reposts > 1  # the first row of each is no gap: it is sorted first, as -1
    own[several] = ordered[(begin + 1 + (reposts - 2) // 2)[several]]
    size = np.log2(reposts).astype(np.int64)
    usual = np.zeros(int(size.max()) + 1)
    for each in np.unique(size):
        usual[each] = np.median(own[size == each])
    return np.maximum(own, usual[size])


SIGNAL = Signal(
    name="fast_repost",
    order=15,
    title="passed on the same post within seconds of it or of each other",
    words=("post passed on within seconds", "posts passed on within seconds"),
    object_id="the post_id of the post that was passed on",
    rules="a repost counts when its gap to the post, or to the repost of another account before "
    "it, is so short that chance shows it once in a hundred times at the pace of that post or of "
    "posts passed on about as often, whichever is slower; times that are exact to a minute only "
    "add that minute to the gap",
    limits="in the first minutes of a post that everybody passes on, many are fast: they are then "
    "no more than what co_repost says, and make one piece of evidence with it; people who follow "
    "each other closely are fast now and then, which the null model judges",
    find=find_fast_reposts,
    node="Post",
    family="repost",
)
