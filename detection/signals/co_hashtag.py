"""Co-hashtag: accounts that use the same hashtag."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from detection.collection import Collection
from detection.signal import Signal, Touched
from marionet.progress import Progress


def find_co_hashtags(collection: Collection, progress: Progress) -> Touched:
    """Return which post uses which canonical hashtag."""
    del progress
    tags = collection.table("post_hashtags")
    used = tags.select("post_id", object_id=tags.tag).distinct()
    used = used.filter(used.object_id.notnull(), used.object_id != "")
    return Touched(posts=used, labels=_labels(used))


def _labels(used: ir.Table) -> ir.Table:
    return used.select(
        "object_id", label=_.object_id.lpad(_.object_id.length() + 1, "#")
    ).distinct()


SIGNAL = Signal(
    name="co_hashtag",
    order=40,
    title="used the same hashtag",
    words=("hashtag", "hashtags"),
    object_id="the canonical hashtag, without #",
    rules="a post counts once for each canonical hashtag in it, however it was written",
    limits="a trending topic brings together accounts that have nothing else in common: one "
    "hashtag is no evidence, several in the same company are",
    find=find_co_hashtags,
    node="Hashtag",
    family="hashtag",
)
