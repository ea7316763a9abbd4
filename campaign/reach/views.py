"""Views and likes: counters of a platform that nobody can be found behind."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from campaign.cascades.links import PASSED
from campaign.case import Case
from campaign.reach.counted import authors_of
from vault.study_schema import STUDY

VIEWS: Final = "views"
LIKES: Final = "likes"
MOST_POSTS: Final = 20
"""Posts by others that are told one by one."""
KNOWN: Final = 0.8
"""Least share of those who passed a post on whose followers must be known."""


def view_rows(case: Case, links: pa.Table, joint: ir.Table) -> pa.Table:
    """Return rows of the study table `reach` about views and likes.

    Members' own posts would not be there without the ring: their counters are its own. Of a post by
    somebody else that it passed on jointly, anything between nothing and all of them may be left.
    Where the followers of the author and of those who passed it on are known, views are shared out
    by them, V x (author + others) / (author + others + members): an estimate that takes followers
    to be equally awake and knows nothing of recommendations.

    Args:
        case: The case.
        links: campaign.cascades.links.LINKS of the collection.
        joint: subject, kind, root of the joint cascades.
    """
    written = _written(case)
    lifted = case.relations.run(_lifted(case, links, joint))
    rows = _told(written.to_pylist(), lifted.to_pylist())
    return pa.Table.from_pylist(rows, schema=STUDY["reach"])


def _written(case: Case) -> pa.Table:
    """Return subject, views, likes: sums over the posts of members."""
    seen: Any = case.tables.sightings()
    own: Any = case.tables.table("posts").semi_join(case.flagged(), "account_id")
    own = own.filter(own.repost_of.isnull()).select("post_id", "account_id")
    most = (
        seen.inner_join(own, "post_id")
        .group_by("post_id", "account_id")
        .agg(views=_.views.max(), likes=_.likes.max())
    )
    sums = most.inner_join(case.members(), "account_id").group_by("subject")
    return case.relations.run(
        sums.agg(
            views=_.views.sum(),
            likes=_.likes.sum(),
            with_views=_.views.count(),
            with_likes=_.likes.count(),
        ).order_by("subject")
    )


def _lifted(case: Case, links: pa.Table, joint: ir.Table) -> ir.Table:
    """Return the posts by others that each subject passed on jointly, with counters and followers.

    Columns subject, post_id, views, likes, by_author, by_members, by_others (followers), passed
    (accounts that passed it on), known (those whose followers are known).
    """
    roots: Any = joint.filter(_.kind == PASSED).select("subject", post_id=_.root)
    authors = authors_of(case, roots.select(target=_.post_id).distinct())
    others = roots.inner_join(authors, roots.post_id == authors.target).drop("target")
    foreign = others.anti_join(case.members(), ["subject", "account_id"])
    counters: Any = case.tables.sightings().semi_join(foreign, "post_id")
    most = counters.group_by("post_id").agg(views=_.views.max(), likes=_.likes.max())
    shown = foreign.inner_join(most, "post_id").filter(_.views.notnull() | _.likes.notnull())
    followers = _followers(case)
    with_author = shown.left_join(followers, "account_id").drop("account_id_right")
    named: Any = case.relations.rows(links).filter(_.kind == PASSED)
    passing = named.select("account_id", post_id=named.target).distinct()
    members: Any = case.members().mutate(own=ibis.literal(1))
    steps = (
        shown.select("subject", "post_id")
        .inner_join(passing, "post_id")
        .left_join(members, ["subject", "account_id"])
        .drop("subject_right", "account_id_right")
        .left_join(followers, "account_id")
    )
    sums = steps.group_by("subject", "post_id").agg(
        passed=_.count(),
        known=_.followers.count(),
        by_members=_.followers.sum(where=_.own.notnull()),
        by_others=_.followers.sum(where=_.own.isnull()),
    )
    joined = with_author.rename(by_author="followers").inner_join(sums, ["subject", "post_id"])
    return joined.order_by("subject", "post_id")


def _followers(case: Case) -> ir.Table:
    seen: Any = case.tables.observations().filter(_.followers.notnull())
    return seen.group_by("account_id").agg(followers=_.followers.max())


def _told(written: list[dict[str, Any]], lifted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    sums = {row["subject"]: row for row in written}
    for subject in sorted({row["subject"] for row in (*written, *lifted)}):
        posts = [row for row in lifted if row["subject"] == subject]
        for measure in (VIEWS, LIKES):
            shown = [post for post in posts if post[measure] is not None]
            own = sums.get(subject, {})
            if shown or own.get(f"with_{measure}"):
                rows += _of_measure(subject, measure, own, shown)
    return rows


def _of_measure(
    subject: str, measure: str, own: dict[str, Any], posts: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    name = {"subject": subject, "measure": measure}
    sum_own, counted = own.get(measure) or 0, own.get(f"with_{measure}") or 0
    most = sorted(posts, key=lambda post: (-post[measure], post["post_id"]))
    others = sum(post[measure] for post in posts)
    single = [{**name, **_one(post, measure)} for post in most[:MOST_POSTS]]
    whole = {
        **name,
        "object": None,
        "total": float(sum_own + others),
        "own": float(sum_own),
        "without": 0.0 if not posts else None,
        "low": 0.0,
        "high": float(others),
        "how": (
            f"shown by the platform at {counted:,} posts of members ({sum_own:,}: own) and at "
            f"{len(posts):,} posts by others that members passed on ({others:,}: nobody knows how "
            "many came through them; low and high are certain)"
        ),
    }
    return [whole, *single]


def _one(post: dict[str, Any], measure: str) -> dict[str, Any]:
    total = float(post[measure])
    share = _share_left(post) if measure == VIEWS else None
    return {
        "object": post["post_id"],
        "total": total,
        "own": None if share is None else total * (1 - share),
        "without": None if share is None else total * share,
        "low": 0.0,
        "high": total,
        "how": (
            "shown by the platform; who is behind it cannot be known: low and high are certain"
            if share is None
            else f"estimated by followers of the author ({post['by_author']:,}), of members who "
            f"passed it on ({post['by_members'] or 0:,}) and of others "
            f"({post['by_others'] or 0:,}); low and high are certain"
        ),
    }


def _share_left(post: dict[str, Any]) -> float | None:
    if post["by_author"] is None or post["known"] < KNOWN * post["passed"]:
        return None
    others = post["by_author"] + (post["by_others"] or 0)
    everybody = others + (post["by_members"] or 0)
    return others / everybody if everybody else None
