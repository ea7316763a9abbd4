"""How exact the times of posts are."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

EXACT_US = {"second": 1_000_000, "minute": 60_000_000, "day": 86_400_000_000}
"""How exact a time is, microseconds, by `precision` of the post; a time without it to a second."""


def exact_us(posts: ir.Table) -> Any:
    """Return the column of how exact `created_at` is, microseconds (int64)."""
    precision: Any = posts.precision
    return precision.cases(*EXACT_US.items(), else_=EXACT_US["second"]).cast("int64")
