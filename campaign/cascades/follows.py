"""The table `follows`: who passes on whose posts again and again, and with which delay."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _
from scipy import stats

from campaign.cascades.links import ANSWERED
from campaign.case import Case
from detection.arrays import Flags, Reals, reals, with_columns
from detection.relations import Relations
from detection.significance import LEAST, q_values
from vault.study_schema import STUDY

FEWEST_TIMES: Final = 2
"""Times that a pair must repeat before it is told."""
FEWEST_TESTED: Final = 3
"""Times that it must repeat before it is tested."""
MOST_LEADERS: Final = 10
"""Leaders that are kept of one follower: the surest, then the most frequent."""


def follow_table(case: Case, steps: pa.Table, joint: ir.Table) -> pa.Table:
    """Return the study table `follows`; by subject, follower, then the surest leader.

    Of the N joint cascades and waves that members of a subject followed in, the leader l led
    K_l and the follower f followed in n_f. Had f joined n_f of the N by lot, it would have followed
    l K_l n_f / N times, and at least k times with the hypergeometric tail P(X >= k); q by Benjamini
    and Hochberg over the tested pairs of the subject. A small q says that f goes after l, not after
    whatever the ring does. Where all follow orders from elsewhere, no q is small.

    Rings are told apart: under the run as a whole stand the pairs of all rings, for how often a
    member follows the leader of another ring is no measure of chance.

    Answers are left out: who is answered is a target, not a leader.

    Args:
        case: The case.
        steps: STEPS.
        joint: subject, kind, root of the joint cascades.
    """
    taken: Any = case.relations.rows(steps).filter(_.kind != ANSWERED, ~_.linked)
    own: Any = (
        taken.inner_join(joint, ["kind", "root"])
        .inner_join(case.members(), ["subject", "account_id"])
        .filter(_.leader.notnull(), _.leader != _.account_id, _.subject != case.whole)
        .mutate(cascade=_.kind + " " + _.root + " " + _.wave.cast("string"))
    )
    counts = own.group_by("subject")
    pairs = own.group_by("subject", "leader", follower=_.account_id).agg(
        times=_.cascade.nunique(), median_delay=_.lag.median()
    )
    lead = own.group_by("subject", "leader").agg(led=_.cascade.nunique())
    follow = own.group_by("subject", follower=_.account_id).agg(followed=_.cascade.nunique())
    joined = (
        pairs.filter(_.times >= FEWEST_TIMES)
        .inner_join(lead, ["subject", "leader"])
        .inner_join(follow, ["subject", "follower"])
        .inner_join(counts.agg(cascades=_.cascade.nunique()), "subject")
    )
    found = case.relations.run(joined.order_by("subject", "follower", "leader"))
    rings = _surest(case.relations, _tested(found))
    return pa.concat_tables([rings, _of_all(case, rings)])


def _tested(pairs: pa.Table) -> pa.Table:
    times, led, followed, cascades = (
        reals(pairs, name) for name in ("times", "led", "followed", "cascades")
    )
    expected: Reals = led * followed / np.maximum(cascades, 1)
    tested: Flags = times >= FEWEST_TESTED
    q = np.full(times.size, np.nan)
    p = np.maximum(stats.hypergeom.sf(times - 1, cascades, led, followed), LEAST)
    subject = pairs["subject"].combine_chunks().dictionary_encode().indices.to_numpy()
    for number in np.unique(subject).tolist():
        rows = tested & (subject == number)
        q[rows] = q_values(p[rows], int(rows.sum()))
    found = with_columns(pairs, expected=expected)
    return found.append_column("q", pa.array(q, mask=~tested))


def _of_all(case: Case, rings: pa.Table) -> pa.Table:
    """Return the pairs of all rings under the run as a whole; of a pair in two, the more often."""
    rows: Any = case.relations.rows(rings)
    order = ibis.window(group_by=["leader", "follower"], order_by=[rows.times.desc(), rows.subject])
    one = rows.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    told = one.mutate(subject=ibis.literal(case.whole)).select(STUDY["follows"].names)
    return case.relations.run(told.order_by("follower", "q", "leader")).cast(STUDY["follows"])


def _surest(relations: Relations, pairs: pa.Table) -> pa.Table:
    rows: Any = relations.rows(pairs)
    surest = ibis.coalesce(rows.q, ibis.literal(2.0))
    order = ibis.window(
        group_by=["subject", "follower"], order_by=[surest, rows.times.desc(), rows.leader]
    )
    placed = rows.mutate(place=ibis.row_number().over(order))
    kept = placed.filter(_.place < MOST_LEADERS).order_by("subject", "follower", "place")
    return relations.run(kept.select(STUDY["follows"].names)).cast(STUDY["follows"])
