"""The tables `cascades` and `delays`: what members of each subject passed on, and how fast."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from campaign.cascades.joint import KEY
from campaign.cascades.steps import FEWEST
from campaign.case import Case
from vault.study_schema import STUDY

MOST_CASCADES: Final = 2_000
"""Cascades of one subject that are kept: those with most posts of members."""
EDGES_S: Final = (0, 60, 300, 900, 3_600, 21_600, 86_400)
"""Where the classes of delays begin, seconds."""


def cascade_table(case: Case, steps: pa.Table, present: pa.Table) -> pa.Table:
    """Return the study table `cascades`; by subject, most posts of members first.

    Args:
        case: The case.
        steps: STEPS.
        present: What `campaign.cascades.joint.presence` found.
    """
    taken: Any = case.relations.rows(steps)
    whole = taken.group_by(*KEY).agg(
        posts=_.post_id.nunique(),
        depth=_.depth.max(),
        at=_.at.min(),
        waves=_.wave.max() + 1,
        author=_.account_id.max(where=_.first & (_.wave == 0)),
    )
    own = taken.inner_join(case.members(), "account_id")
    counted: Any = case.relations.rows(present).filter(_.members >= FEWEST)
    joined: Any = counted.inner_join(whole, list(KEY)).left_join(_speed(own), ["subject", *KEY])
    order = ibis.window(group_by="subject", order_by=[_.own_posts.desc(), _.members.desc(), *KEY])
    placed = joined.select(*STUDY["cascades"].names, place=ibis.row_number().over(order))
    kept = placed.filter(_.place < MOST_CASCADES).order_by("subject", "place")
    return case.relations.run(kept.drop("place"))


def _speed(own: Any) -> ir.Table:
    """Return subject, kind, root and how fast the members were; first posts have no delay."""
    after = own.filter(~_.first, _.delay.notnull())
    one = after.group_by("subject", *KEY, "account_id").agg(delay=_.delay.min())
    by_member = one.group_by("subject", *KEY).agg(
        first_member_delay=_.delay.min(), median_delay=_.delay.median()
    )
    half = after.group_by("subject", *KEY).agg(half_time=_.delay.median() - _.delay.min())
    return by_member.inner_join(half, ["subject", *KEY])


def delay_table(case: Case, steps: pa.Table, joint: ir.Table) -> pa.Table:
    """Return the study table `delays`: posts by how long after the beginning they came.

    Organic posts are those of accounts in no ring, in the same cascades. Posts of unknown delay are
    left out.

    Args:
        case: The case.
        steps: STEPS.
        joint: subject, kind, root of the joint cascades.
    """
    taken: Any = case.relations.rows(steps)
    after = taken.filter(~_.first, _.delay.notnull()).mutate(least=_class(_.delay))
    within = after.inner_join(joint, list(KEY))
    own = within.inner_join(case.members(), ["subject", "account_id"]).mutate(own=1, organic=0)
    organic = within.anti_join(case.flagged(), "account_id").mutate(own=0, organic=1)
    names = ("subject", "kind", "least", "own", "organic")
    both: Any = own.select(names).union(organic.select(names))
    counted = both.group_by("subject", "kind", "least").agg(
        own=_.own.sum(), organic=_.organic.sum()
    )
    ends = dict(pairwise(EDGES_S))
    told = counted.mutate(most=_.least.cases(*ends.items(), else_=ibis.null("int64")))
    rows = told.select(STUDY["delays"].names).order_by("subject", "kind", "least")
    return case.relations.run(rows).cast(STUDY["delays"])


def _class(delay: Any) -> Any:
    edges = [(delay >= edge, edge) for edge in reversed(EDGES_S[1:])]
    return ibis.cases(*edges, else_=EDGES_S[0]).cast("int64")
