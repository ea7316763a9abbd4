"""Hashtags of rings: who used them first, and how full of members they were."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from campaign.case import Case

Row = Mapping[str, Any]
SIGNAL = "co_hashtag"


@dataclass(frozen=True, slots=True)
class Tags:
    """What is known of the hashtags that bursts of rings are about.

    Attributes:
        begins: When the collection begins: nothing is known of a tag before.
        first: By tag: at, post_id, account_id of its first post in the collection, and `organic`,
            when an account of no ring used it first (may be None).
        within: By burst_id: posts under the tag while the burst lasted, `own` of them by the ring.
    """

    begins: datetime | None = None
    first: Mapping[str, Row] = field(default_factory=dict[str, Row])
    within: Mapping[str, Row] = field(default_factory=dict[str, Row])


def tags_of(case: Case) -> Tags:
    """Return what is known of the tags of all rings of a case."""
    rings = pc.unique(case.subjects["subject"])
    bursts = case.run.read("bursts")
    mine = (pc.field("signal") == SIGNAL) & pc.field("ring_id").isin(rings)
    bursts = bursts.filter(mine).select(["burst_id", "ring_id", "object_id", "start", "end"])
    if bursts.num_rows == 0:
        return Tags()
    uses = _uses(case, bursts)
    posts: Any = case.tables.table("posts")
    begins = case.relations.run(posts.aggregate(at=posts.created_at.min()))
    return Tags(
        begins=begins["at"][0].as_py(),
        first={row["tag"]: row for row in case.relations.run(_first(case, uses)).to_pylist()},
        within={
            row["burst_id"]: row
            for row in case.relations.run(_within(case, uses, bursts)).to_pylist()
        },
    )


def _uses(case: Case, bursts: pa.Table) -> Any:
    """Return tag, post_id, account_id, at of every dated post under the tags, read once."""
    tags: Any = case.tables.table("post_hashtags").select("post_id", "tag").distinct()
    tags = tags.filter(tags.tag.isin(pc.unique(bursts["object_id"]).to_pylist()))
    posts: Any = case.tables.table("posts")
    dated = posts.filter(posts.created_at.notnull(), posts.account_id.notnull())
    dated = dated.select("post_id", "account_id", at=dated.created_at)
    return case.relations.rows(case.relations.run(tags.inner_join(dated, "post_id")))


def _first(case: Case, uses: Any) -> Any:
    flagged: Any = case.flagged().select("account_id").distinct()
    organic: Any = uses.anti_join(flagged, "account_id")
    other = organic.group_by("tag").agg(organic=organic["at"].min())
    first = uses.group_by("tag").agg(
        at=uses["at"].min(),
        post_id=uses.post_id.argmin(uses["at"]),
        account_id=uses.account_id.argmin(uses["at"]),
    )
    return first.left_join(other, "tag").drop("tag_right").order_by("tag")


def _within(case: Case, uses: Any, bursts: pa.Table) -> Any:
    members: Any = case.members()
    own = members.select(ring_id=members.subject, account_id=members.account_id, own=1)
    bursting: Any = case.relations.rows(bursts)
    inside = bursting.inner_join(
        uses,
        [
            bursting.object_id == uses.tag,
            uses["at"] >= bursting.start,
            uses["at"] <= bursting.end,
        ],
    )
    told = inside.left_join(own, ["ring_id", "account_id"])
    return told.group_by("burst_id").agg(posts=told.count(), own=told.own.sum().fill_null(0))
