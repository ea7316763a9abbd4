"""Joint cascades: those that members of a subject took part in more than by coincidence."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _
from scipy import stats

from campaign.case import Case
from detection.arrays import reals, with_columns
from detection.significance import LEAST, q_values

FEWEST_MEMBERS: Final = 3
"""Members in a joint cascade: two meet by chance."""
SURE: Final = 0.01
"""Largest q-value of a joint cascade: that so many members are in it by lot."""
KEY: Final = ("kind", "root")


def presence(case: Case, steps: pa.Table) -> pa.Table:
    """Return how present the members of each subject are in each cascade.

    A cascade of n accounts, k of them members, of a collection in which the share s of all accounts
    that post are members: p = P(X >= k), X binomial (n, s). People who read the same page as
    everybody are in its cascades as often as their number says; who goes there on orders is there
    more often. q by Benjamini and Hochberg over the cascades of the subject. A rule of choice and
    no evidence: the cascades of a ring are what made it a ring.

    Args:
        case: The case.
        steps: campaign.cascades.steps.STEPS.

    Returns:
        subject, kind, root, members, own_posts, accounts, q; by these.
    """
    relations = case.relations
    taken: Any = relations.rows(steps)
    whole = taken.group_by(*KEY).agg(accounts=_.account_id.nunique())
    own = taken.inner_join(case.members(), "account_id")
    counted = own.group_by("subject", *KEY).agg(
        members=_.account_id.nunique(), own_posts=_.post_id.nunique()
    )
    sizes = case.members().group_by("subject").agg(size=_.account_id.nunique())
    posts: Any = case.tables.table("posts")
    everybody = posts.agg(everybody=posts.account_id.nunique())
    joined = counted.inner_join(whole, list(KEY)).inner_join(sizes, "subject")
    found = relations.run(joined.cross_join(everybody).order_by("subject", *KEY))
    members, accounts, size, all_accounts = (
        reals(found, name) for name in ("members", "accounts", "size", "everybody")
    )
    share = np.clip(size / np.maximum(all_accounts, 1), 0.0, 1.0)
    p = np.maximum(stats.binom.sf(members - 1, accounts, share), LEAST)
    subject = found["subject"].combine_chunks().dictionary_encode().indices.to_numpy()
    q = np.ones(p.size)
    for number in np.unique(subject).tolist():
        rows = subject == number
        q[rows] = q_values(p[rows], int(rows.sum()))
    return with_columns(found, q=q).select(
        ["subject", *KEY, "members", "own_posts", "accounts", "q"]
    )


def joint_cascades(case: Case, present: pa.Table) -> ir.Table:
    """Return subject, kind, root of the joint cascades."""
    rows: Any = case.relations.rows(present)
    return rows.filter(rows.members >= FEWEST_MEMBERS, rows.q <= ibis.literal(SURE)).select(
        "subject", *KEY
    )
