"""The rank of hashtags in the hours in which a ring used them most, with and without the ring."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _
from scipy import stats

from campaign.case import Case
from detection.arrays import reals, with_columns
from vault.study_schema import STUDY

RANK: Final = "hashtag rank"
WINDOW_H: Final = 3
"""Hours of a window: the peak hour, the one before and the one after it."""
FEWEST_POSTS: Final = 5
FEWEST_MEMBERS: Final = 3
"""Posts and members of a subject that a tag must have before its rank is looked at."""
MOST_TAGS: Final = 20
"""Tags of a subject that are looked at: those that its members used most."""
_TAG: Final = ("subject", "platform", "tag")


def rank_rows(case: Case) -> pa.Table:
    """Return rows of the study table `reach`: the ranks of tags that members used.

    Within the window of WINDOW_H hours around the hour in which members used a tag most, all tags
    of its platform are ranked by their posts; then once more without the posts of the members. The
    interval follows from the Poisson interval of the posts that are left under the tag, the other
    tags held fixed.
    """
    used = _used(case)
    own = used.inner_join(case.members(), "account_id")
    own_hours = own.group_by(*_TAG, "hour").agg(own=_.count())
    wanted = case.relations.run(_peaks(own, own_hours))
    if wanted.num_rows == 0:
        return STUDY["reach"].empty_table()
    content = case.relations.run(_content(case, used, own_hours, wanted))
    asked = content.filter(pc.equal(content["tag"], content["other"])).drop_columns(["other"])
    left = reals(asked, "posts") - reals(asked, "own")
    least = np.nan_to_num(stats.chi2.ppf(0.025, 2 * left) / 2)
    most = np.asarray(stats.chi2.ppf(0.975, 2 * left + 2) / 2)
    bounds = with_columns(asked, left=left, least=least, most=most)
    ranked = case.relations.run(_ranked(case, content, bounds))
    return pa.Table.from_pylist([_row(row) for row in ranked.to_pylist()], schema=STUDY["reach"])


def _used(case: Case) -> Any:
    """Return post_id, tag, account_id, platform, hour (since 1970) of all tagged posts."""
    posts: Any = case.tables.table("posts")
    dated = posts.filter(
        _.created_at.notnull(), _.account_id.notnull(), _.precision.fill_null("second") != "day"
    )
    hour = dated.created_at.epoch_seconds().cast("int64") // 3600
    timed = dated.select("post_id", "account_id", "platform", hour=hour)
    tags: Any = case.tables.table("post_hashtags").select("post_id", "tag").distinct()
    return tags.inner_join(timed, "post_id")


def _peaks(own: Any, own_hours: Any) -> ir.Table:
    """Return subject, platform, tag, place, peak of the tags to look at."""
    totals = own.group_by(*_TAG).agg(n=_.count(), members=_.account_id.nunique())
    often = totals.filter(_.n >= FEWEST_POSTS, _.members >= FEWEST_MEMBERS)
    order = ibis.window(group_by="subject", order_by=[_.n.desc(), "platform", "tag"])
    most = often.mutate(place=ibis.row_number().over(order)).filter(_.place < MOST_TAGS)
    busiest = ibis.window(group_by=list(_TAG), order_by=[_.own.desc(), "hour"])
    hours = own_hours.mutate(first=ibis.row_number().over(busiest)).filter(_.first == 0)
    peaks = most.inner_join(hours, list(_TAG)).select(*_TAG, "place", peak=_.hour)
    return peaks.order_by(*_TAG)


def _content(case: Case, used: Any, own_hours: Any, wanted: pa.Table) -> ir.Table:
    """Return for each wanted tag what stood in its window: other (a tag), posts, own."""
    asked: Any = case.relations.rows(wanted)
    hours = used.group_by(there=_.platform, other=_.tag, hour=_.hour).agg(n=_.count())
    near = asked.inner_join(hours, asked.platform == hours.there)
    key = [*_TAG, "place", "peak", "other"]
    posts = (
        near.filter((_.hour - _.peak).abs() <= WINDOW_H // 2).group_by(*key).agg(posts=_.n.sum())
    )
    mine = own_hours.select("subject", "platform", "hour", "own", other=_.tag)
    around = asked.inner_join(mine, ["subject", "platform"])
    own = (
        around.filter((_.hour - _.peak).abs() <= WINDOW_H // 2).group_by(*key).agg(own=_.own.sum())
    )
    both = posts.left_join(own, key)
    return both.select(*key, "posts", own=ibis.coalesce(_.own, 0)).order_by(*key)


def _ranked(case: Case, content: pa.Table, asked: pa.Table) -> ir.Table:
    """Return what is asked with how many other tags had more posts, with and without the ring."""
    rows: Any = case.relations.rows(asked)
    there: Any = case.relations.rows(content)
    others = there.select(*_TAG, "other", n=_.posts, rest=_.posts - _.own)
    both: Any = rows.inner_join(others, list(_TAG))
    apart = both.other != both.tag
    key = [*_TAG, "place", "peak", "posts", "own", "left"]
    ranks = both.group_by(*key).agg(
        tags=both.count(),
        above=(apart & (both.n > both.posts)).sum(),
        above_without=(apart & (both.rest > both.left)).sum(),
        above_best=(apart & (both.rest > both.most)).sum(),
        above_worst=(apart & (both.rest > both.least)).sum(),
    )
    return ranks.order_by("subject", "place")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    gone = row["left"] == 0
    peak = datetime.fromtimestamp(row["peak"] * 3600, UTC)
    others = "nobody else used it then" if gone else f"{row['left']:,.0f} posts by others"
    return {
        "subject": row["subject"],
        "measure": RANK,
        "object": row["tag"],
        "total": float(row["above"] + 1),
        "own": float(row["own"]),
        "without": None if gone else float(row["above_without"] + 1),
        "low": None if gone else float(row["above_best"] + 1),
        "high": None if gone else float(row["above_worst"] + 1),
        "how": (
            f"among {row['tags']:,} tags of {row['platform']} in the {WINDOW_H} hours around "
            f"{peak:%Y-%m-%d %H}:00 UTC, when members used it most: {row['own']:,} posts by "
            f"members, {others}"
        ),
    }
