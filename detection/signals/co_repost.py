"""Co-repost: accounts that pass on the same post."""

from __future__ import annotations

from detection.collection import Collection
from detection.signal import Signal, Touched, post_labels
from marionet.progress import Progress


def find_co_reposts(collection: Collection, progress: Progress) -> Touched:
    """Return which post is a repost of which post.

    A post that claims to pass on itself is left out.
    """
    del progress
    posts = collection.table("posts")
    reposts = posts.select("post_id", object_id=posts.repost_of).distinct()
    return Touched(
        posts=reposts.filter(reposts.object_id.notnull(), reposts.object_id != reposts.post_id),
        labels=post_labels(collection),
    )


SIGNAL = Signal(
    name="co_repost",
    order=10,
    title="passed on the same post",
    words=("reposted post", "reposted posts"),
    object_id="the post_id of the post that was passed on",
    rules="reposts count, with words added or without; quotes are a signal of their own; a post "
    "that names itself does not count",
    limits="sees the target that the export names: on some platforms the root of a chain of "
    "reposts, on others the step before; popular posts are passed on by many who do not know each "
    "other, which the null model judges",
    find=find_co_reposts,
    node="Post",
    family="repost",
)
