"""A ring that was not there before."""

from __future__ import annotations

from collections.abc import Iterator

from watching.alert import Alert
from watching.change import AlertKind, Change, ring_alert
from watching.kinds.ring_split import parts_of


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each ring of which nothing was told yet; a part of a split is not new."""
    parts = {ring_id for rings in parts_of(change).values() for ring_id in rings}
    for ring_id, ring in change.rings.items():
        if change.names[ring_id].name in change.known or ring_id in parts:
            continue
        accounts, posts = int(ring["accounts"]), int(ring["posts"])
        yield ring_alert(
            change,
            "new-ring",
            ring_id,
            step="",
            title=f"New ring of {accounts:,} accounts in {change.collection}",
            text=f"{accounts:,} accounts act as one in {posts:,} posts between "
            f"{ring['first']:%Y-%m-%d %H:%M} and {ring['last']:%Y-%m-%d %H:%M} UTC "
            f"(q = {ring['q']:.1g}).",
            accounts=accounts,
            posts=posts,
            q=float(ring["q"]),
        )


KIND = AlertKind("new-ring", 10, "a ring appeared that no earlier pass told of", find)
