"""A known manuscript of a ring on a platform where it was not known."""

from __future__ import annotations

from collections.abc import Iterator

from watching.alert import Alert
from watching.change import AlertKind, Change
from watching.spread import platforms_of


def find(change: Change) -> Iterator[Alert]:
    """Yield an alert for each further platform of a manuscript that was known on another."""
    if change.study is None:
        return
    for manuscript_id, platforms in sorted(platforms_of(change.study).items()):
        known = change.platforms.get(manuscript_id)
        if not known:
            continue
        for platform in sorted(set(platforms) - known):
            copies = platforms[platform]
            yield Alert(
                kind="manuscript-platform",
                key=f"{manuscript_id}/{platform}",
                title=f"A manuscript spread to {platform}",
                text=f"The manuscript {manuscript_id}, known from {', '.join(sorted(known))}, has "
                f"{copies:,} {'copy' if copies == 1 else 'copies'} on {platform} now.",
                collection=change.collection,
                run_id=change.run.run_id,
                numbers={"copies": copies, "platform": platform, "manuscript": manuscript_id},
                path=f"/manuscripts/{manuscript_id}",
            )


KIND = AlertKind("manuscript-platform", 60, "a known manuscript appears on a new platform", find)
