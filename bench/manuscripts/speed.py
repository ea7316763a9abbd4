"""Seconds and memory of each step of a study, at a million posts by default."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from bench.detection.campaign import plant
from bench.detection.scale import large
from bench.detection.tables import COLLECTION, store
from bench.measure import KB_PER_MB, measure
from campaign.study import make_study
from campaign.watchlist import Watchlist
from marionet.progress import Step
from vault import Vault
from vault.schema import RUN

POSTS = 1_000_000
ALL_ALIKE = "alike"


def speed(posts: int, *, alike: bool) -> str:
    """Plant a collection, study it in a process of its own, and say what it took.

    Args:
        posts: How many, with one member of a ring for each hundred.
        alike: All posts have the same text.
    """
    home = Path(tempfile.mkdtemp(prefix="marionet-manuscripts-"))
    try:
        _plant(Vault(home / "vault"), posts, alike=alike)
        took = measure([sys.executable, "-m", "bench.manuscripts", "study", home])
        return f"{took.output}Whole process: {took.seconds:.0f} s, {took.peak_mb:,.0f} MB."
    finally:
        shutil.rmtree(home)


def study(home: Path) -> str:
    """Study the last run of a vault; return a table of the seconds and the memory of each step."""
    vault = Vault(home / "vault")
    clock = _Clock()
    started = time.monotonic()
    made = make_study(vault, vault.run("latest"), Watchlist(), clock)
    rows = [*clock.rows, ("whole study", time.monotonic() - started, _peak_mb(), "")]
    lines = [
        f"| {name} | {seconds:.1f} | {peak:,.0f} | {note} |" for name, seconds, peak, note in rows
    ]
    head = ("| step | s | peak so far, MB | made |", "|---|---|---|---|")
    return "\n".join([*head, *lines, "", *made.notes, ""])


class _Clock:
    """Keeps how long each step took."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, str]] = []

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        del total, unit
        started, noted = time.monotonic(), _Noted()
        yield noted
        self.rows.append((name, time.monotonic() - started, _peak_mb(), noted.text))


class _Noted:
    text = ""

    def advance(self, amount: int = 1) -> None: ...

    def total(self, amount: int | None) -> None: ...

    def note(self, text: str) -> None:
        self.text = text


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB


def _plant(vault: Vault, posts: int, *, alike: bool) -> None:
    planted = plant(large(posts), 1)
    if alike:
        rows = planted.tables["posts"]
        same = pa.array(["同一段话被所有人一字不差地发了出来。没有人问过为什么。"]).take(
            pa.array([0] * rows.num_rows)
        )
        place = rows.schema.get_field_index("text")
        planted.tables["posts"] = rows.set_column(place, "text", same)
    store(vault, planted.tables)
    batches = [batch.batch_id for batch in vault.batches()]
    with vault.begin_run(
        collection=COLLECTION, batches=batches, parameters={}, version="bench"
    ) as writer:
        rings = sorted(set(planted.truth.rings.values()))
        writer.write("rings", _filled("rings", [{"ring_id": r, "tier": "ring"} for r in rings]))
        members = [{"ring_id": r, "account_id": a} for a, r in planted.truth.rings.items()]
        writer.write("members", _filled("members", members))
        writer.commit(counts={}, notes=[])


def _filled(table: str, rows: list[dict[str, str]]) -> pa.Table:
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in RUN[table].names} for row in rows], schema=RUN[table]
    )
