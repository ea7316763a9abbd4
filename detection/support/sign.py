"""What a supporting sign is: something accounts have in common that proves nothing alone.

A sign never makes an event and flags nobody: it is looked for in rings that were found without it,
and is told beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis.expr.types as ir

from vault.tables import Tables


@dataclass(frozen=True, slots=True)
class Sign:
    """Declaration of a sign.

    Attributes:
        name: Name in the run table `signs`; never changes its meaning.
        order: Place among the signs, unique: in this order they are shown.
        told: What accounts with a value do, `{value}` standing for it.
        known: Of which accounts it is known at all, for people.
        limits: Who has it in common innocently.
        values: Finds the values of accounts: columns account_id, value; strings, not null,
            distinct. An account may have several values, or none where nothing is known.
    """

    name: str
    order: int
    told: str
    known: str
    limits: str
    values: Callable[[Tables], ir.Table]
