"""Why a ring is one: its numbers, what speaks against it, its strongest evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow.parquet as pq

from detection.compare import names
from detection.explain.reading import Reader, Row
from detection.explain.shown import ShownBurst, ShownPost, by_bundle, label_of, show_posts

POSTS = 3
"""Posts that are shown of each burst."""


@dataclass(frozen=True, slots=True)
class ExplainedRing:
    """All that is told of a ring; columns as in the table `rings` of a run.

    Attributes:
        name: Id under which an earlier run of the collection found it first; None for an audience.
        overlaps: Larger rings that used the same, as in the table `overlaps`.
        parts: Smaller rings that used what this one did, likewise.
        strongest: Bursts with most members, one of each bundle.
        nearest: The pairs of accounts that are least by chance, as in the table `edges`.
        weakest: The members with least evidence, as in the table `members`.
        signs: Supporting signs, as the run keeps them; None where it keeps none.
    """

    ring_id: str
    run: str
    tier: str
    rank: int
    accounts: int
    bursts: int
    posts: int
    first: datetime
    last: datetime
    p: float
    q: float
    median_hits: float
    reason: str
    against: str | None
    parent: str | None
    name: str | None
    overlaps: list[Row]
    parts: list[Row]
    strongest: list[ShownBurst]
    nearest: list[Row]
    weakest: list[Row]
    signs: list[Row] | None


def explain_ring(reader: Reader, ring: Row, most: int) -> ExplainedRing:
    """Return what is told of a finding.

    Args:
        reader: The run.
        ring: Its row in `rings`.
        most: Bursts, pairs and members that are shown.
    """
    name = ring["ring_id"]
    overlaps = reader.run.read("overlaps").to_pylist()
    edges = reader.run.read("edges", [("ring_id", "=", name)]).to_pylist()
    members = reader.members_of(name)
    called = names(reader.vault.runs(), reader.run).get(name)
    columns = (
        "ring_id", "tier", "rank", "accounts", "bursts", "posts", "first", "last", "p", "q",
        "median_hits", "reason", "against", "parent",
    )  # fmt: skip
    return ExplainedRing(
        **{column: ring[column] for column in columns},
        run=reader.run.run_id,
        name=called.name if called else None,
        overlaps=[row for row in overlaps if row["ring_id"] == name],
        parts=[row for row in overlaps if row["other_id"] == name],
        strongest=_strongest(reader, name, members, most),
        nearest=sorted(edges, key=lambda e: (e["p"], e["account_a"], e["account_b"]))[:most],
        weakest=sorted(members, key=lambda m: (m["hits"], -m["q"], m["account_id"]))[:most],
        signs=_signs(reader, name),
    )


def _strongest(reader: Reader, ring_id: str, members: list[Row], most: int) -> list[ShownBurst]:
    bursts = sorted(
        reader.bursts_of(ring_id), key=lambda b: (-b["members"], b["accounts"], b["burst_id"])
    )
    chosen = by_bundle(bursts, most)
    mine = {row["account_id"] for row in members}
    first: dict[str, list[Row]] = {burst["burst_id"]: [] for burst in chosen}
    for row in reader.burst_posts(first).to_pylist():
        shown = first[row["burst_id"]]
        if row["account_id"] in mine and len(shown) < POSTS:
            shown.append(row)
    posts = show_posts(reader, [row for rows in first.values() for row in rows])
    return [_shown(b, tuple(posts[row["post_id"]] for row in first[b["burst_id"]])) for b in chosen]


def _shown(burst: Row, posts: tuple[ShownPost, ...]) -> ShownBurst:
    columns = ("burst_id", "signal", "object_id", "start", "end", "accounts", "members", "q")
    return ShownBurst(
        **{column: burst[column] for column in columns},
        posts=burst["posts"],
        label=label_of(burst),
        shown=posts,
    )


def _signs(reader: Reader, ring_id: str) -> list[Row] | None:
    """Return the supporting signs of a ring; runs of earlier versions keep none."""
    path = reader.run.path("signs")
    if not path.exists():
        return None
    return pq.read_table(path, filters=[("ring_id", "=", ring_id)]).to_pylist()
