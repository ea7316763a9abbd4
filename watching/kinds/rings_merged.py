"""Rings that became one."""

from __future__ import annotations

from collections.abc import Iterator

from detection.compare import MERGED
from watching.alert import Alert
from watching.change import AlertKind, Change, ring_alert


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each ring that several rings of the run before are in."""
    for ring_id, names in sorted(sources_of(change).items()):
        listed = ", ".join(sorted(names))
        accounts = int(change.rings[ring_id]["accounts"])
        yield ring_alert(
            change,
            "rings-merged",
            ring_id,
            step="+".join(sorted(names)),
            title=f"{len(names)} rings turn out to be one",
            text=f"Members of the rings {listed} are now together in one ring of {accounts:,} "
            f"accounts, which has the name {change.names[ring_id].name}.",
            accounts=accounts,
            rings=listed,
        )


def sources_of(change: Change) -> dict[str, set[str]]:
    """Return ring id -> names of the rings of the run before, where there are several."""
    sources: dict[str, set[str]] = {}
    for fate in change.fates:
        former, latter = fate.former, fate.latter
        if fate.fate == MERGED and former and latter and latter in change.rings:
            sources.setdefault(latter, set()).add(change.former_names[former].name)
    return {ring_id: names for ring_id, names in sources.items() if len(names) > 1}


KIND = AlertKind("rings-merged", 40, "rings of the run before are one ring now", find)
