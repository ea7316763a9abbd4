"""A ring that became several."""

from __future__ import annotations

from collections.abc import Iterator

from detection.compare import SPLIT
from watching.alert import Alert
from watching.change import AlertKind, Change, ring_alert


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each ring of the run before that is in several rings now."""
    for former, ring_ids in sorted(parts_of(change).items()):
        name = change.former_names[former].name
        heirs = [ring_id for ring_id in ring_ids if change.names[ring_id].name == name]
        main = heirs[0] if heirs else min(ring_ids)
        listed = ", ".join(sorted(change.names[ring_id].name for ring_id in ring_ids))
        yield ring_alert(
            change,
            "ring-split",
            main,
            step=listed.replace(", ", "+"),
            title=f"Ring {name} is {len(ring_ids)} rings now",
            text=f"Members of the ring {name} are now in {len(ring_ids)} rings: {listed}.",
            rings=listed,
            parts=len(ring_ids),
        )


def parts_of(change: Change) -> dict[str, set[str]]:
    """Return ring id of the run before -> its rings now, where there are several."""
    parts: dict[str, set[str]] = {}
    for fate in change.fates:
        former, latter = fate.former, fate.latter
        if fate.fate == SPLIT and former and latter and latter in change.rings:
            parts.setdefault(former, set()).add(latter)
    return {former: rings for former, rings in parts.items() if len(rings) > 1}


KIND = AlertKind("ring-split", 50, "a ring of the run before is several rings now", find)
