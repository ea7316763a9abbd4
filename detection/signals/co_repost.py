"""Co-repost: accounts that pass on the same post."""

from __future__ import annotations

import ibis

from detection.signal import Signal, Touched, post_labels
from marionet.progress import Progress
from vault.tables import Tables


def find_co_reposts(tables: Tables, progress: Progress) -> Touched:
    """Return which post passed on which post: reposts and quotes.

    A post that claims to pass on itself is left out.
    """
    del progress
    posts = tables.table("posts")
    reposts = posts.select("post_id", object_id=posts.repost_of)
    quotes = posts.select("post_id", object_id=posts.quote_of)
    both = ibis.union(reposts, quotes, distinct=True)
    return Touched(
        posts=both.filter(both.object_id.notnull(), both.object_id != both.post_id),
        labels=post_labels(tables),
    )


SIGNAL = Signal(
    name="co_repost",
    title="passed on the same post",
    object_id="the post_id of the post that was passed on",
    rules="reposts and quotes count alike; a post that names itself does not count",
    limits="sees the target that the export names: on some platforms the root of a chain of "
    "reposts, on others the step before; popular posts are passed on by many who do not know each "
    "other, which the null model judges",
    find=find_co_reposts,
)
