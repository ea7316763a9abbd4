"""Bundles: bursts that travel in the same posts are one piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _
from scipy import sparse
from scipy.sparse import csgraph

from detection.arrays import Ints, ints, reals
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
    relations: Relations, events: pa.Table, posts: Ints, least_overlap: float
) -> Bundles:
    """Join bursts whose posts overlap.

    Args:
        relations: Where relational steps run.
        events: account, post, burst.
        posts: Posts of each burst.
        least_overlap: Jaccard similarity of two bursts' sets of posts that joins them.
    """
    coposts = relations.run(_coposts(relations, events))
    a, b, common = ints(coposts, "a"), ints(coposts, "b"), reals(coposts, "posts")
    joined = common / (posts[a] + posts[b] - common) >= least_overlap
    a, b = a[joined], b[joined]
    links = sparse.coo_array((np.ones(a.size), (a, b)), shape=(posts.size, posts.size))
    labels = np.asarray(csgraph.connected_components(links, directed=False)[1], dtype=np.int64)
    smallest = np.unique(labels, return_index=True)[1].astype(np.int64)
    return Bundles(bundle=smallest[labels], coposts=coposts)


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
