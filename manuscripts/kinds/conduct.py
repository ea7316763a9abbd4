"""How a text was spread: by whom, how often, when, under what."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from detection.relations import Relations
from vault.tables import Tables

HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US


def conduct(relations: Relations, tables: Tables, copies: pa.Table, subjects: pa.Table) -> pa.Table:
    """Return one row for each manuscript that has copies, by manuscript_id.

    Args:
        relations: Where the steps run.
        tables: The canonical tables.
        copies: Columns manuscript_id, post_id, account_id, at.
        subjects: Columns subject, account_id: the members of rings.

    Returns:
        manuscript_id; posts, accounts; busiest_account: largest share of the copies by one account;
        repeaters: share of the accounts with several copies; span_days: time from the first tenth
        of the copies to the last; days: different days; busiest_day, busiest_hour: largest share
        of the copies in one; busiest_root: largest share under one post, where any is under one;
        roots: different posts that copies stand under; busiest_client: largest share of one client
        of those known, and its share of all posts, client_elsewhere; members_share: share of the
        copies by members of any ring; company: share of the accounts that published another
        manuscript as well; domain_share: share of the copies with a link to the domain most linked.
    """
    rows = _placed(tables, relations.rows(copies))
    rows = rows.left_join(_flagged(relations, subjects), "account_id").drop("account_id_right")
    placed = relations.rows(relations.run(rows))  # used many times: computed once
    by_account = _accounts(placed)
    parts = [
        _totals(placed),
        by_account,
        _largest(placed, "day", "busiest_day", "days"),
        _largest(placed, "hour", "busiest_hour", "hours"),
        _largest(placed.filter(_.under.notnull()), "under", "under_root", "roots"),
        _clients(relations, tables, placed),
        _domains(tables, placed),
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.left_join(part, "manuscript_id").drop("manuscript_id_right")
    posts: Any = joined.posts
    told = joined.mutate(
        busiest_root=_.under_root.fill_null(0) / posts,
        roots=_.roots.fill_null(0),
        busiest_day=_.busiest_day / posts,
        busiest_hour=_.busiest_hour / posts,
        domain_share=_.domain_posts.fill_null(0) / posts,
    ).drop("under_root", "hours", "domain_posts")
    return relations.run(told.order_by("manuscript_id"))


def _placed(tables: Tables, copies: ir.Table) -> ir.Table:
    """Return the copies with when, under which post, and by which client."""
    posts = tables.table("posts").select("post_id", "client", "root", "reply_to", "repost_of")
    joined = copies.select("manuscript_id", "post_id", "account_id", "at").join(posts, "post_id")
    us: Any = joined["at"]
    us = us.epoch_seconds().cast("int64") * 1_000_000
    return joined.select(
        "manuscript_id",
        "post_id",
        "account_id",
        "client",
        us=us,
        hour=us // HOUR_US,
        day=us // DAY_US,
        under=ibis.coalesce(joined.root, joined.reply_to, joined.repost_of),
    )


def _flagged(relations: Relations, subjects: pa.Table) -> ir.Table:
    """Return account_id, member (true) of every member of any ring."""
    members = relations.rows(subjects).select("account_id").distinct()
    return members.mutate(member=ibis.literal(value=True))


def _totals(copies: ir.Table) -> ir.Table:
    us: Any = _.us
    return copies.group_by("manuscript_id").agg(
        posts=_.count(),
        span_days=(us.quantile(0.9) - us.quantile(0.1)) / DAY_US,
        members_share=_.member.notnull().cast("float64").mean(),
    )


def _accounts(copies: ir.Table) -> ir.Table:
    """Return what is to be told about accounts."""
    each = copies.group_by("manuscript_id", "account_id").agg(n=_.count())
    wide = each.group_by("account_id").agg(manuscripts=_.count())
    known = each.join(wide, "account_id")
    n: Any = _.n
    return known.group_by("manuscript_id").agg(
        accounts=_.count(),
        busiest_account=n.max() / n.sum(),
        repeaters=(n > 1).cast("float64").mean(),
        company=(_.manuscripts > 1).cast("float64").mean(),
    )


def _largest(copies: ir.Table, key: str, most: str, many: str) -> ir.Table:
    """Return of each manuscript the largest number of copies with one `key`, and how many keys."""
    each = copies.group_by("manuscript_id", key).agg(n=_.count())
    return each.group_by("manuscript_id").agg(**{most: _.n.max(), many: _.count()})


def _clients(relations: Relations, tables: Tables, copies: ir.Table) -> ir.Table:
    """Return the client most used, its share of the copies whose client is known, and of all."""
    posts = tables.table("posts")
    everywhere = posts.filter(_.client.notnull()).group_by("client").agg(all=_.count())
    everywhere = relations.rows(relations.run(everywhere))
    everywhere = everywhere.mutate(elsewhere=_["all"] / _["all"].sum())
    each = copies.filter(_.client.notnull()).group_by("manuscript_id", "client").agg(n=_.count())
    known: Any = each.join(everywhere, "client")
    n: Any = known.n
    return known.group_by("manuscript_id").agg(
        busiest_client=n.max() / n.sum(), client_elsewhere=known.elsewhere.argmax(n)
    )


def _domains(tables: Tables, copies: ir.Table) -> ir.Table:
    """Return the copies with a link to the domain that is linked most."""
    links = tables.table("post_urls").select("post_id", "domain").distinct()
    linked = copies.select("manuscript_id", "post_id").join(links, "post_id")
    each = linked.group_by("manuscript_id", "domain").agg(n=_.count())
    return each.group_by("manuscript_id").agg(domain_posts=_.n.max())
