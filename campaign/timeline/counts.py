"""Counts per hour, day and week of what members did, beside what organic accounts did.

Invariants: only what happened has a row, a bucket of nothing has none. Weeks begin on Monday, all
buckets in UTC. A post of which only the day is known is in no hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from campaign.case import Case
from vault.study_schema import STUDY

UNITS: Final = {"hour": "h", "day": "D", "week": "W"}
"""Unit of the table -> unit of Ibis."""
MOST_DAYS_OF_HOURS: Final = 60
"""Longest span of members' posts of which hours are counted; of longer ones, days and weeks are."""
MOST_MANUSCRIPTS: Final = 10
MOST_TARGETS: Final = 20
NAMED: Final = ("brand", "product", "person", "community")
"""Kinds of entities that are counted as targets."""
_NO: Any = ibis.null("string")


def counts(case: Case) -> pa.Table:
    """Return the table `timeline`.

    Measures: posts (of members), members (that posted), manuscript and target (members' posts by
    the most used manuscript_id and entity_id as key), registrations (members by the day on which
    they were opened); under the id of the run alone, `organic posts` (of accounts in no ring).
    """
    posts = _dated(case)
    own = _kept(case, case.members().inner_join(posts, "account_id"))
    span = _span(case, own)
    if span is None:
        return STUDY["timeline"].empty_table()
    units = list(UNITS) if _hours_fit(span) else ["day", "week"]
    if "hour" not in units:
        case.notes.append(
            f"Timeline: members' posts span {(span[1] - span[0]).days:,} days; hours are counted "
            f"for up to {MOST_DAYS_OF_HOURS}."
        )
    organic = _by_hour(case, posts.anti_join(case.flagged(), "account_id"))
    told = [
        *(_posts(own, unit) for unit in units),
        *(_active(own, unit) for unit in units),
        *(_organic(organic, case.whole, unit, span) for unit in units),
        *(_keyed(own, unit, "manuscript", _manuscripts(case)) for unit in units),
        *(_keyed(own, unit, "target", _targets(case)) for unit in units),
        *(_registrations(case, unit) for unit in UNITS),
    ]
    rows = case.relations.run(reduce(lambda one, other: one.union(other), told))
    order = ("subject", "measure", "key", "unit", "at")
    return rows.cast(STUDY["timeline"]).sort_by([(name, "ascending") for name in order])


def _dated(case: Case) -> ir.Table:
    posts: Any = case.tables.table("posts")
    dated = posts.filter(posts.created_at.notnull(), posts.account_id.notnull())
    return dated.select(
        "post_id", "account_id", at=dated.created_at, exact=dated.precision.fill_null("") != "day"
    )


def _kept(case: Case, rows: ir.Table) -> Any:
    """Return the rows, read once and not for every count of them."""
    return case.relations.rows(case.relations.run(rows))


def _by_hour(case: Case, posts: Any) -> Any:
    hours = posts.group_by("exact", at=posts["at"].truncate("h")).agg(n=posts.count())
    return _kept(case, hours)


def _span(case: Case, own: Any) -> tuple[datetime, datetime] | None:
    row = case.relations.run(own.aggregate(first=own["at"].min(), last=own["at"].max()))
    first, last = row["first"][0].as_py(), row["last"][0].as_py()
    return None if first is None else (first, last)


def _hours_fit(span: tuple[datetime, datetime]) -> bool:
    return span[1] - span[0] <= timedelta(days=MOST_DAYS_OF_HOURS)


def _within(posts: Any, unit: str) -> Any:
    return posts.filter(posts.exact) if unit == "hour" else posts


def _row(subject: Any, unit: str, at: Any, measure: str, key: Any) -> dict[str, Any]:
    kind = ibis.literal(unit), ibis.literal(measure)
    return {"subject": subject, "unit": kind[0], "at": at, "measure": kind[1], "key": key}


def _posts(own: Any, unit: str) -> Any:
    seen = _within(own, unit)
    row = _row(seen.subject, unit, seen["at"].truncate(UNITS[unit]), "posts", _NO)
    return seen.group_by(**row).agg(value=seen.count())


def _active(own: Any, unit: str) -> Any:
    seen = _within(own, unit)
    row = _row(seen.subject, unit, seen["at"].truncate(UNITS[unit]), "members", _NO)
    return seen.group_by(**row).agg(value=seen.account_id.nunique())


def _organic(organic: Any, whole: str, unit: str, span: tuple[datetime, datetime]) -> Any:
    seen = _within(organic, unit)
    if unit == "hour":
        # as long as members were there: hours of the rest would be many and compare with nothing
        first, last = (edge.replace(hour=0, minute=0, second=0, microsecond=0) for edge in span)
        seen = seen.filter(seen["at"] >= first, seen["at"] < last + timedelta(days=1))
    bucket = seen["at"].truncate(UNITS[unit])
    row = _row(ibis.literal(whole), unit, bucket, "organic posts", _NO)
    return seen.group_by(**row).agg(value=seen.n.sum())


def _manuscripts(case: Case) -> Any:
    """Return post_id, key of the copies of every manuscript; empty before there are any."""
    copies = case.made.get("manuscript_copies", STUDY["manuscript_copies"].empty_table())
    told: Any = case.relations.rows(copies.select(["post_id", "manuscript_id"]))
    return told.select("post_id", key=told.manuscript_id, most=ibis.literal(MOST_MANUSCRIPTS))


def _targets(case: Case) -> Any:
    """Return post_id, key of the posts that name somebody who may be a target."""
    entities = case.made.get("entities", STUDY["entities"].empty_table())
    mentions = case.made.get("mentions", STUDY["mentions"].empty_table())
    named: Any = case.relations.rows(entities.select(["entity_id", "kind"]))
    told: Any = case.relations.rows(mentions.select(["post_id", "entity_id"]))
    told = told.semi_join(named.filter(named.kind.isin(NAMED)), "entity_id").distinct()
    return told.select("post_id", key=told.entity_id, most=ibis.literal(MOST_TARGETS))


def _keyed(own: Any, unit: str, measure: str, keys: Any) -> Any:
    """Return members' posts by key, of the keys that each subject used most."""
    seen = own.inner_join(keys, "post_id")
    used = seen.group_by("subject", "key").agg(n=seen.count(), most=seen.most.max())
    order = ibis.window(group_by="subject", order_by=[used.n.desc(), used.key])
    ranked = used.mutate(place=ibis.row_number().over(order))
    chosen = ranked.filter(ranked.place < ranked.most).select("subject", "key")
    seen = _within(seen.semi_join(chosen, ["subject", "key"]), unit)
    row = _row(seen.subject, unit, seen["at"].truncate(UNITS[unit]), measure, seen.key)
    return seen.group_by(**row).agg(value=seen.count())


def _registrations(case: Case, unit: str) -> Any:
    accounts: Any = case.tables.accounts()
    opened = accounts.filter(accounts.created_at.notnull()).select("account_id", "created_at")
    if unit == "hour":
        # where every time of day is midnight, the source knows days
        opened = opened.filter(opened.created_at != opened.created_at.truncate("D"))
    own: Any = case.members().inner_join(opened, "account_id")
    bucket = own.created_at.truncate(UNITS[unit])
    row = _row(own.subject, unit, bucket, "registrations", _NO)
    return own.group_by(**row).agg(value=own.count())
