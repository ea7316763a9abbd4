"""Names: accounts whose handles look alike, as if one hand or one program had made them."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir

from detection.support.sign import Sign
from vault.tables import Tables

STEM_CHARACTERS: Final = 3
"""Fewest characters of a stem."""


def patterns_of(tables: Tables) -> ir.Table:
    """Return the patterns of the handle of each account, or of its name where it has no handle.

    Two patterns of each: the shape, with runs of letters as `a` and digits one by one as `0`
    (`anna_4711` -> `a_0000`), where there are digits; and the stem, what stands before the digits
    at the end (`anna_...`), where there are any.
    """
    accounts: Any = tables.table("accounts")
    name: Any = ibis.coalesce(accounts.handle.strip().nullif(""), accounts.name.strip().nullif(""))
    named = accounts.select("account_id", handle=name.lower()).distinct()
    named = named.filter(named.account_id.notnull(), named.handle.notnull())
    numbered: Any = named.filter(named.handle.re_search("[0-9]"))
    shape = numbered.handle.re_replace(r"\p{L}+", "a").re_replace("[0-9]", "0")
    stem = numbered.handle.re_replace("[0-9]+$", "")
    cut = (stem.length() >= STEM_CHARACTERS) & (stem != numbered.handle)
    shapes = numbered.select("account_id", value=shape)
    stems = numbered.filter(cut).select("account_id", value=stem + ibis.literal("…"))
    plain: Any = named.filter(~named.handle.re_search("[0-9]"))
    return ibis.union(shapes, stems, plain.select("account_id", value=ibis.literal("a")))


SIGN = Sign(
    name="names",
    order=20,
    told="have names of the form “{value}”",
    known="accounts of which a name is known",
    limits="platforms propose names of one form to everybody who does not choose; fans put the "
    "name of their star before a number",
    values=patterns_of,
)
