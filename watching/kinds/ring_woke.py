"""A known ring that acts again after a silence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from watching.alert import Alert
from watching.change import AlertKind, Change, ring_alert


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each ring whose first new burst came long after its last known post."""
    for ring_id in change.rings:
        known = change.known.get(change.names[ring_id].name)
        starts = change.first_bursts.get(ring_id, ())
        if known is None or not starts:
            continue
        place = bisect_right(starts, known.last)
        if place == len(starts) or starts[place] - known.last < change.quiet:
            continue
        woke = starts[place]
        silent = (woke - known.last).days
        name = change.names[ring_id].name
        yield ring_alert(
            change,
            "ring-woke",
            ring_id,
            step=f"{woke:%Y-%m-%d}",
            title=f"Ring {name} woke up after {silent:,} days",
            text=f"The ring acted together last at {known.last:%Y-%m-%d %H:%M} UTC, as far as the "
            f"collection shows, and does so again since {woke:%Y-%m-%d %H:%M} UTC, "
            f"{silent:,} days later.",
            silent_days=silent,
            woke=f"{woke:%Y-%m-%dT%H:%M:%SZ}",
        )


KIND = AlertKind("ring-woke", 30, "a known ring acts again after a silence", find)
