"""Bundles: bursts that travel in the same posts are one piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _
from scipy import sparse
from scipy.sparse import csgraph

from detection.arrays import Flags, Ints, Reals, ints, reals
from detection.relations import Relations


@dataclass(frozen=True, slots=True)
class Bundles:
    """Which bursts are one piece of evidence.

    Attributes:
        bundle: Burst code -> the smallest burst code of its bundle.
        coposts: Pairs of bursts with common posts: a < b, posts, accounts (that posted both by one
            and the same post); sorted by a, b.
    """

    bundle: Ints
    coposts: pa.Table


def find_bundles(
    relations: Relations,
    events: pa.Table,
    posts: Ints,
    least_overlap: float,
    family: Ints | None = None,
    timeless: Flags | None = None,
) -> Bundles:
    """Join bursts whose posts overlap, and bursts with the one of their family that holds them.

    A phrase stands in some copies of a text: few of the text's posts, but nearly all of its own.
    So within a family a burst also joins the burst that has most of its posts, if that is at least
    the same share of them: one only, so that parts do not chain wholes together. What has no time
    line joins one burst in this way, of any family, and else only its like.

    Args:
        relations: Where relational steps run.
        events: account, post, burst.
        posts: Posts of each burst.
        least_overlap: Jaccard similarity of two bursts' sets of posts that joins them.
        family: Family of each burst. None: each is of its own.
        timeless: Whether each burst has no time line: it must not join what happened at different
            times. None: none is.
    """
    coposts = relations.run(_coposts(relations, events))
    a, b, common = ints(coposts, "a"), ints(coposts, "b"), reals(coposts, "posts")
    loose = np.zeros(posts.size, dtype=np.bool_) if timeless is None else timeless
    kind = np.arange(posts.size) if family is None else family
    part, whole = _parts(a, b, common, posts, least_overlap, kind, loose)
    free = ~loose
    free[loose & ~np.isin(np.arange(posts.size), part)] = True
    joined = common / (posts[a] + posts[b] - common) >= least_overlap
    joined &= (loose[a] == loose[b]) & free[a] & free[b]
    a, b = np.r_[a[joined], part], np.r_[b[joined], whole]
    links = sparse.coo_array((np.ones(a.size), (a, b)), shape=(posts.size, posts.size))
    labels = np.asarray(csgraph.connected_components(links, directed=False)[1], dtype=np.int64)
    smallest = np.unique(labels, return_index=True)[1].astype(np.int64)
    return Bundles(bundle=smallest[labels], coposts=coposts)


def _parts(
    a: Ints, b: Ints, common: Reals, posts: Ints, least: float, family: Ints, loose: Flags
) -> tuple[Ints, Ints]:
    """Return the bursts that are parts of another, and the others.

    In a family the smaller one is the part; what has no time line is a part whatever its size, and
    of bursts of any family.
    """
    smaller = (posts[a] < posts[b]) | ((posts[a] == posts[b]) & (a > b))
    part = np.where(np.where(loose[a] == loose[b], smaller, loose[a]), a, b)
    whole = a + b - part
    held = common / posts[part]
    may = ~loose[whole] & ((family[a] == family[b]) | loose[part])
    inside = np.flatnonzero(may & (held >= least))
    order = inside[np.lexsort((whole[inside], -common[inside], part[inside]))]
    best = order[np.unique(part[order], return_index=True)[1]]
    return part[best], whole[best]


def _coposts(relations: Relations, events: pa.Table) -> ir.Table:
    rows = relations.rows(events.select(["account", "post", "burst"])).distinct()
    several = rows.group_by("post").agg(n=rows.count())
    rows = rows.semi_join(several.filter(_.n > 1), "post")
    other = rows.view()
    pairs = rows.join(other, [rows.post == other.post, rows.burst < other.burst]).select(
        post=rows.post, account=rows.account, a=rows.burst, b=other.burst
    )
    return (
        pairs.group_by("a", "b")
        .agg(posts=pairs.post.nunique(), accounts=pairs.account.nunique())
        .order_by("a", "b")
    )
