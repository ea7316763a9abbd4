"""A known ring that has more members than members that come and go explain."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from watching.alert import Alert
from watching.change import AlertKind, Change, ring_alert
from watching.kinds.rings_merged import sources_of

SURE: Final = 2.326
"""Standard deviations: chance of 1 %, one-sided."""


def has_grown(before: int, after: int) -> bool:
    """Return whether a count grew beyond what two independent Poisson counts differ by.

    z = (after - before) / sqrt(after + before) (Przyborowski and Wilenski 1940, normal limit).
    Members of a ring hardly change from run to run, so that this errs on the silent side.
    """
    return after > before and after - before >= SURE * math.sqrt(after + before)


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each ring that grew since it was last told of, but not by a merger."""
    merged = sources_of(change)
    for ring_id, ring in change.rings.items():
        if ring_id in merged:
            continue
        known = change.known.get(change.names[ring_id].name)
        accounts = int(ring["accounts"])
        if known is None or not has_grown(known.accounts, accounts):
            continue
        yield ring_alert(
            change,
            "ring-grew",
            ring_id,
            step=str(accounts),
            title=f"Ring {change.names[ring_id].name} grew to {accounts:,} accounts",
            text=f"The ring had {known.accounts:,} members when it was last told of, and has "
            f"{accounts:,} now: more than members that come and go explain (chance of 1 %).",
            before=known.accounts,
            accounts=accounts,
        )


KIND = AlertKind("ring-grew", 20, "a known ring has more members than chance explains", find)
