"""Hashtag sequence: accounts that write the same hashtags in the same order."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from detection.collection import Collection
from detection.signal import Signal, Touched
from marionet.progress import Progress

LONGEST = 12
"""What is read of a sequence, hashtags: bounds what one hostile post can cost."""


def find_hashtag_sequences(collection: Collection, progress: Progress) -> Touched:
    """Return which post has which sequence of two canonical hashtags or more.

    The order is that of the text; hashtags that are not in the text (some platforms keep them
    beside it) come first, in the order of the alphabet. Limit: `#car` is found within `#carpet`.
    """
    del progress
    placed = _placed(collection)
    order = ibis.window(group_by="post_id", order_by=["place", "tag"])
    numbered = placed.mutate(number=ibis.row_number().over(order)).filter(_.number < LONGEST)
    marked: Any = numbered.tag
    sequences = numbered.group_by("post_id").agg(
        tags=_.tag.count(), object_id=("#" + marked).group_concat(" ", order_by=numbered.number)
    )
    return Touched(posts=sequences.filter(_.tags >= 2).select("post_id", "object_id"))


def _placed(collection: Collection) -> ir.Table:
    """Return post_id, tag, place of the posts of several hashtags; place: where it first stands."""
    tags = collection.table("post_hashtags").filter(_.tag.notnull(), _.tag != "")
    several = tags.group_by("post_id").agg(tags=_.tag.nunique()).filter(_.tags >= 2)
    texts = collection.table("posts").select("post_id", "text")
    found = tags.semi_join(several, "post_id").inner_join(texts, "post_id")
    seen: Any = ibis.coalesce(found.tag_seen, found.tag)
    text: Any = ibis.coalesce(found.text, "")
    place = text.find(seen)
    return found.mutate(place=place).group_by("post_id", "tag").agg(place=_.place.min())


SIGNAL = Signal(
    name="hashtag_sequence",
    order=45,
    title="wrote the same hashtags in the same order",
    words=("sequence of hashtags", "sequences of hashtags"),
    object_id="the canonical hashtags in their order, each with #, divided by a space",
    rules="two different hashtags or more, in the order in which they first stand in the text; "
    f"only the first {LONGEST} are read",
    limits="two hashtags of one event are often named together, in the same order by half of the "
    "people; blind to a ring that shuffles them",
    find=find_hashtag_sequences,
    family="hashtag",
)
