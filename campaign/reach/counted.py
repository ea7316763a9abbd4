"""Reposts and comments of posts: how many are the ring's, counted in the collection by id."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from campaign.cascades.links import ANSWERED, PASSED
from campaign.case import Case

REPOSTS: Final = "reposts"
COMMENTS: Final = "comments"
MEASURES: Final = {PASSED: REPOSTS, ANSWERED: COMMENTS}


def read_counts(case: Case, links: pa.Table, joint: ir.Table) -> pa.Table:
    """Return how often posts were passed on and answered, and how often of these by members.

    Of a subject those posts are looked at that its members wrote, and those that they passed on or
    answered jointly. Quotes are left out: platforms count them apart.

    Args:
        case: The case.
        links: campaign.cascades.links.LINKS of the collection.
        joint: subject, kind, root of the joint cascades.

    Returns:
        By subject, measure, post_id: written (by a member), held (in the collection), own (of these
        by members), counter (the highest that the platform showed; null: none was seen), account_id
        (author; null: not in the collection).
    """
    named: Any = case.relations.rows(links).filter(~_.quote)
    chosen: Any = _looked_at(case, named, joint)
    held = named.group_by("kind", "target").agg(held=_.post_id.nunique())
    own = (
        named.inner_join(case.members(), "account_id")
        .group_by("subject", "kind", "target")
        .agg(own=_.post_id.nunique())
    )
    counters: Any = _counters(case, chosen)
    joined = (
        chosen.inner_join(held, ["kind", "target"])
        .left_join(own, ["subject", "kind", "target"])
        .drop("subject_right", "kind_right", "target_right")
        .left_join(counters, ["kind", "target"])
        .drop("kind_right", "target_right")
    )
    found = joined.select(
        "subject",
        "written",
        "held",
        "counter",
        "account_id",
        measure=joined.kind.cases(*MEASURES.items(), else_=""),
        post_id=joined.target,
        own=ibis.coalesce(joined.own, 0),
    )
    return case.relations.run(found.order_by("subject", "measure", "post_id"))


def _looked_at(case: Case, named: Any, joint: ir.Table) -> ir.Table:
    """Return subject, kind, target, account_id, written of the posts to look at."""
    targets: Any = named.select("kind", "target").distinct()
    authors: Any = authors_of(case, targets)
    by_members = (
        targets.inner_join(authors, "target")
        .inner_join(case.members(), "account_id")
        .select("subject", "kind", "target")
    )
    lifted = joint.rename(target="root").semi_join(targets, ["kind", "target"])
    both: Any = by_members.union(lifted.select("subject", "kind", "target"), distinct=True)
    told = both.left_join(authors, "target").drop("target_right")
    members: Any = case.members().mutate(written=~_NO)
    whose = told.left_join(members, ["subject", "account_id"])
    return whose.select(
        "subject", "kind", "target", "account_id", written=whose.written.fill_null(_NO)
    )


def authors_of(case: Case, targets: ir.Table) -> ir.Table:
    """Return target, account_id of those targets that are in the collection, of all times."""
    posts: Any = case.tables.whole("posts")
    known = posts.semi_join(targets, posts.post_id == targets.target)
    return known.select(target=known.post_id, account_id=known.account_id)


def _counters(case: Case, chosen: Any) -> ir.Table:
    """Return kind, target, counter: the highest counter that was seen of each post."""
    seen: Any = case.tables.sightings()
    wanted = seen.semi_join(chosen, seen.post_id == chosen.target)
    most = wanted.group_by(target=_.post_id).agg(reposts=_.reposts.max(), comments=_.comments.max())
    passed = most.select("target", kind=ibis.literal(PASSED), counter=_.reposts)
    answered = most.select("target", kind=ibis.literal(ANSWERED), counter=_.comments)
    return passed.union(answered).filter(_.counter.notnull())


_NO: Any = ibis.literal(value=False)
