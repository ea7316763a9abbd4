"""Seconds and memory of the part `manuscripts` of a study, at a million posts by default."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from bench.detection.campaign import plant
from bench.detection.scale import large
from bench.detection.tables import COLLECTION, store
from bench.measure import KB_PER_MB, measure
from campaign.case import Case
from campaign.parts.manuscripts import PART
from campaign.study import subjects_of
from campaign.watchlist import Watchlist
from detection.question.scope import ScopedTables
from detection.relations import open_relations
from marionet.progress import SILENT
from vault import Vault
from vault.schema import RUN

POSTS = 1_000_000
ALL_ALIKE = "alike"


def speed(posts: int, *, alike: bool) -> str:
    """Plant a collection, make the part in a process of its own, and say what it took.

    Args:
        posts: How many, with one member of a ring for each hundred.
        alike: All posts have the same text.
    """
    home = Path(tempfile.mkdtemp(prefix="marionet-manuscripts-"))
    try:
        _plant(Vault(home / "vault"), posts, alike=alike)
        took = measure([sys.executable, "-m", "bench.manuscripts", "part", home])
        return f"{took.output}Whole process: {took.seconds:.0f} s, {took.peak_mb:,.0f} MB."
    finally:
        shutil.rmtree(home)


def part(home: Path) -> str:
    """Make the part of the last run of a vault; say seconds, memory, rows and notes."""
    vault = Vault(home / "vault")
    run = vault.run("latest")
    with vault.scratch("study") as scratch, open_relations(scratch) as relations:
        tables = ScopedTables(relations.backend, vault, vault.batches())
        case = Case(relations, tables, run, Watchlist(), subjects_of(run), {}, SILENT)
        started, computing = time.monotonic(), time.process_time()
        made = PART.make(case)
        seconds, computed = time.monotonic() - started, time.process_time() - computing
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
    rows = ", ".join(f"{table.num_rows:,} {name}" for name, table in made.items())
    took = f"{seconds:.1f} s ({computed:.1f} s of computing), {peak:,.0f} MB: {rows}."
    return "\n".join([took, *case.notes, ""])


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
