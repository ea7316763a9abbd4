"""Rings that became one."""

from __future__ import annotations

from collections.abc import Iterator

from detection.compare import MERGED
from watching.alert import Alert
from watching.change import AlertKind, Change, ring_alert


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each ring that several rings of the run before are in."""
    sources: dict[str, set[str]] = {}
    for fate in change.fates:
        former, latter = fate.former, fate.latter
        if fate.fate == MERGED and former and latter and latter in change.rings:
            sources.setdefault(latter, set()).add(change.former_names[former].name)
    for ring_id, names in sorted(sources.items()):
        if len(names) < 2:
            continue
        listed = ", ".join(sorted(names))
        accounts = int(change.rings[ring_id]["accounts"])
        yield ring_alert(
            change,
            "rings-merged",
            ring_id,
            step="+".join(sorted(names)),
            title=f"{len(names)} rings turn out to be one",
            text=f"Most members of the rings {listed} are now in one ring of {accounts:,} "
            f"accounts, which keeps the name {change.names[ring_id].name}.",
            accounts=accounts,
            rings=listed,
        )


KIND = AlertKind("rings-merged", 40, "rings of the run before are one ring now", find)
