"""Registration: accounts that were opened on the same day or in the same week."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from detection.support.sign import Sign
from vault.tables import Tables


def days_of(tables: Tables) -> ir.Table:
    """Return the day, and the week by its Monday, in UTC, on which each account was opened."""
    accounts: Any = tables.table("accounts")
    opened = accounts.filter(accounts.account_id.notnull(), accounts.created_at.notnull())
    first: Any = opened.group_by("account_id").agg(at=opened.created_at.min())
    days = first.select("account_id", value=first["at"].strftime("%Y-%m-%d"))
    monday = first["at"].truncate("W").strftime("week of %Y-%m-%d")
    return ibis.union(days, first.select("account_id", value=monday), distinct=True)


SIGN = Sign(
    name="registration",
    order=30,
    told="were opened at the same time ({value})",
    known="accounts of which the day of registration is known",
    limits="on the day of a launch, a campaign or a ban elsewhere, many join",
    values=days_of,
)
