"""Texts of invented people as the finder takes them, and what it makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from manuscripts.bodies import Bodies, bodies_of
from manuscripts.find import find_manuscripts
from vault.schema import TIME

START = datetime(2026, 3, 2, tzinfo=UTC)


def bodies_from(
    texts: Sequence[str],
    accounts: Sequence[int] | None = None,
    hours: Sequence[float] | None = None,
) -> Bodies:
    """Each text by an account of its own, a minute after the one before, unless said otherwise."""
    count = len(texts)
    at = [START + timedelta(hours=hours[k] if hours else k / 60) for k in range(count)]
    rows = {
        "post_id": pa.array([f"x:{k:07}" for k in range(count)], pa.string()),
        "account_id": pa.array([f"x:{a}" for a in accounts or range(count)], pa.string()),
        "at": pa.array(at, TIME),
        "text": pa.array(texts, pa.string()),
        "long": pa.array([False] * count, pa.bool_()),
    }
    return bodies_of(pa.table(rows).sort_by([("at", "ascending"), ("post_id", "ascending")]))


def groups(texts: Sequence[str], **more: Sequence[float]) -> set[frozenset[int]]:
    """Return which texts, by their place, are copies of one manuscript."""
    bodies = bodies_from(texts, **more)  # pyright: ignore[reportArgumentType]
    found = find_manuscripts(bodies)
    places = [int(name[2:]) for name in bodies.rows["post_id"].to_pylist()]
    sets: dict[int, set[int]] = {}
    for row, manuscript in zip(found.row.tolist(), found.manuscript.tolist(), strict=True):
        sets.setdefault(manuscript, set()).add(places[row])
    return {frozenset(one) for one in sets.values()}
