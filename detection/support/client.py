"""Client: accounts that post from the same program or device."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from detection.support.sign import Sign
from vault.tables import Tables


def clients_of(tables: Tables) -> ir.Table:
    """Return the programs that each account posted from."""
    posts: Any = tables.table("posts")
    used = posts.select("account_id", value=posts.client.strip().nullif(""))
    return used.filter(used.account_id.notnull(), used.value.notnull()).distinct()


SIGN = Sign(
    name="client",
    order=10,
    told="posted from “{value}”",
    known="accounts of which a client is known",
    limits="most people use one of three or four programs; desks and agencies share one of their "
    "own",
    values=clients_of,
)
