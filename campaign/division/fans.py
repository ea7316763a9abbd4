"""Whose fan an account is, and what the members of each ring say as whose fans."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from campaign.case import Case
from campaign.division.voices import FAN
from vault.study_schema import STUDY

FEWEST_POSTS: Final = 3
"""Posts as a fan from which the community of an account is known."""
FAN_POSTS: Final = 2
"""Posts as a fan of each of two communities, from which an account is called a fan of both: one may
be a courtesy, a quotation, or a mistake of a pattern."""


def side_rows(case: Case, voices: pa.Table) -> pa.Table:
    """Return the table `sides`: the voices of the members of each subject."""
    said = case.relations.rows(voices).join(case.members(), "account_id")
    keys = ("subject", "account_id", "entity_id", "voice")
    counted = said.group_by(*keys).agg(posts=_.post_id.nunique(), first=_.at.min(), last=_.at.max())
    order = ibis.window(group_by=keys, order_by=["at", "post_id"])
    placed = said.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    rows = counted.join(placed.select(*keys, example="post_id"), keys)
    return case.relations.run(rows.select(STUDY["sides"].names).order_by(*keys))


def fan_posts(case: Case, voices: pa.Table) -> ir.Table:
    """Return account_id, entity_id, posts: how often each account speaks as a fan of whom."""
    said = case.relations.rows(voices).filter(_.voice == FAN)
    return said.group_by("account_id", "entity_id").agg(posts=_.post_id.nunique())


def communities_of(case: Case, voices: pa.Table) -> pa.Table:
    """Return account_id, entity_id: the community of each account of which it is known.

    It is that of more than half of its posts as a fan, where there are FEWEST_POSTS; all other
    accounts have none. By account_id.
    """
    counted = fan_posts(case, voices)
    total = counted.group_by("account_id").agg(total=_.posts.sum())
    joined = counted.join(total, "account_id")
    known = joined.filter(_.total >= FEWEST_POSTS, _.posts * 2 > _.total)
    return case.relations.run(known.select("account_id", "entity_id").order_by("account_id"))


def fans_of_several(case: Case, voices: pa.Table) -> dict[str, frozenset[str]]:
    """Return account -> the communities that it speaks for in FAN_POSTS posts each, or more."""
    often = case.relations.run(fan_posts(case, voices).filter(_.posts >= FAN_POSTS))
    return _sets(often)


def attackers(case: Case, voices: pa.Table) -> dict[str, frozenset[str]]:
    """Return account -> the communities that it attacks."""
    said = case.relations.rows(voices).filter(_.voice != FAN)
    return _sets(case.relations.run(said.select("account_id", "entity_id").distinct()))


def _sets(rows: pa.Table) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows.to_pylist():
        found.setdefault(row["account_id"], set()).add(row["entity_id"])
    return {account: frozenset(of) for account, of in found.items()}
