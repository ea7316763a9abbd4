"""Changes written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from detection.compare import Fate, Name
from vault import Run
from vault.studies import Study
from vault.study_schema import STUDY
from watching.alert import Alert
from watching.change import Change, KnownRing
from watching.kinds import KINDS

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def ring(accounts: int, last: datetime = START) -> dict[str, Any]:
    return {"accounts": accounts, "posts": 3 * accounts, "first": START, "last": last, "q": 0.001}


def known(accounts: int, last: datetime = START) -> KnownRing:
    return KnownRing(accounts, last)


def fate(kind: str, former: str | None, latter: str | None) -> Fate:
    return Fate(kind, former, latter, 9, 9, 9, 1.0, 1.0, same=False, note="")


@dataclass(frozen=True)
class Story:
    """What a change is made of; rings are called by their ids unless `names` says otherwise."""

    rings: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    known: Mapping[str, KnownRing] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    fates: tuple[Fate, ...] = ()
    bursts: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    study: Study | None = None
    platforms: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def change(self) -> Change:
        ids = {*self.rings, *(f.former for f in self.fates if f.former)}
        called = {ring_id: Name(self.names.get(ring_id, ring_id), "run-1", 1) for ring_id in ids}
        run = Run("run-2", "posts", [], {}, "1", {}, "2026-03-02", [], Path("none"))
        return Change(
            "posts", run, self.study, self.rings, called, self.fates, called, self.known,
            self.platforms, self.bursts, 14 * DAY,
        )  # fmt: skip

    def alerts(self) -> list[Alert]:
        change = self.change()
        return [alert for kind in KINDS for alert in kind.find(change)]

    def told(self) -> set[tuple[str, str]]:
        return {(alert.kind, alert.key) for alert in self.alerts()}


def study_of(folder: Path, copies: Mapping[str, tuple[str | None, ...]], **more: Any) -> Study:
    """A study with manuscripts of rings: id -> the platform of each copy.

    Copies have the post ids id/0, id/1 ..., or those of `posts`: id -> post ids.
    """
    folder.mkdir(parents=True)
    posts: Mapping[str, tuple[str, ...]] = more.get("posts", {})
    listed = [
        {
            "manuscript_id": key,
            "kind": more.get("kind", "manuscript"),
            "rings": more.get("rings", 1),
        }
        for key in copies
    ]
    rows = [
        {
            "manuscript_id": key,
            "post_id": posts[key][n] if key in posts else f"{key}/{n}",
            "platform": platform,
        }
        for key, platforms in copies.items()
        for n, platform in enumerate(platforms)
    ]
    for table, found in (("manuscripts", listed), ("manuscript_copies", rows)):
        pq.write_table(
            pa.Table.from_pylist(found, schema=STUDY[table]), folder / f"{table}.parquet"
        )
    return Study("study-1", "run-2", {}, "1", {}, "2026-03-02", [], folder)
