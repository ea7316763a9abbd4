"""Time and memory from a hundred thousand posts up, and whether the same input gives the same run.

Detection runs as a process of its own: its memory is that of the command that people use.
"""

from __future__ import annotations

import hashlib
import math
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.detection.campaign import plant
from bench.detection.figures import Figure, Result, Settings, at_least
from bench.detection.line_up import quick
from bench.detection.spec import EVASIONS, RingPlan, Spec
from bench.detection.tables import COLLECTION, store
from bench.detection.trial import members_of
from bench.measure import Measured, marionet, table
from demo.score import Score, score
from vault import Vault

SIZES = (100_000, 1_000_000)
HUGE = 10_000_000
ASKED = {1_000_000: (60.0, 2048.0), HUGE: (720.0, 8192.0)}
"""Posts -> most seconds, most MB."""
EXPONENT = 1.15
RING_SHARE = 0.01
"""Members of the ring for each post of the collection: 10,000 at a million."""


@dataclass(frozen=True, slots=True)
class Sized:
    """What one size took."""

    posts: int
    took: Measured
    score: Score


def scale(settings: Settings) -> Result:
    """A ring of one account per hundred posts, and a post that one account per twenty passed on."""
    sizes = (*SIZES, HUGE) if settings.huge else SIZES
    if settings.posts:
        sizes = tuple(size for size in (settings.posts // 10, settings.posts) if size)
    found = [_measure(size, settings.seeds[0]) for size in sizes]
    figures: list[Figure] = []
    for size, one in zip(sizes, found, strict=True):
        seconds, memory = ASKED.get(size, (0.0, 0.0))
        took = one.took
        figures += [
            _limit(f"{size:,} posts: detect, s", seconds, took.seconds),
            _limit(f"{size:,} posts: peak MB", memory, took.peak_mb),
            at_least(f"{size:,} posts: precision", 0.995, [one.score.precision]),
            at_least(f"{size:,} posts: recall", 0.995, [one.score.recall]),
        ]
    first, last = found[0], found[-1]
    power = math.log(last.took.seconds / first.took.seconds) / math.log(last.posts / first.posts)
    figures.append(
        Figure("exponent of growth", f"<= {EXPONENT}", (f"{power:.2f}",), (power <= EXPONENT,))
    )
    rows = [
        [
            f"{one.posts:,}",
            f"{one.took.seconds:.1f}",
            f"{one.took.peak_mb:,.0f}",
            str(one.score.members),
        ]
        for one in found
    ]
    return Result("scale", tuple(figures), (table(["posts", "s", "peak MB", "members"], rows),))


def identical(settings: Settings) -> Result:
    """The same rows in another order under another hash seed give the same files."""
    planted = plant(quick(), settings.seeds[0])
    digests: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="marionet-same-") as folder:
        for number, seed in enumerate(("0", "77")):
            home = Path(folder) / str(number)
            vault = Vault(home / "vault")
            store(vault, {n: _shuffled(t, number) for n, t in planted.tables.items()})
            os.environ["PYTHONHASHSEED"] = seed
            _detect(home)
            run = vault.run()
            digests.append({p.name: _digest(p) for p in sorted(run.folder.glob("*.parquet"))})
    different = sorted(name for name in digests[0] if digests[0][name] != digests[1].get(name))
    text = ", ".join(different) or "none"
    return Result("identical", (Figure("files that differ", "none", (text,), (not different,)),))


def large(posts: int) -> Spec:
    """Return the collection of a size."""
    ring = RingPlan("ring", "mixed", int(RING_SHARE * posts), evasion=EVASIONS["moderate"])
    return Spec("scale", int(0.8 * posts), posts // 4, "synthetic", (ring,), ("viral-post",))


def _measure(posts: int, seed: int) -> Sized:
    planted = plant(large(posts), seed)
    home = Path(tempfile.mkdtemp(prefix="marionet-scale-"))
    try:
        vault = Vault(home / "vault")
        store(vault, planted.tables)
        planted.tables.clear()
        took = _detect(home)
        return Sized(planted.posts, took, score(planted.truth, members_of(vault.run())))
    finally:
        shutil.rmtree(home)


def _detect(home: Path) -> Measured:
    return marionet(home, "detect", "--no-graph", "--no-study", "--collection", COLLECTION)


def _limit(what: str, most: float, value: float) -> Figure:
    if not most:
        return Figure(what, "", (f"{value:,.1f}",))
    return Figure(what, f"<= {most:,.0f}", (f"{value:,.1f}",), (value <= most,))


def _shuffled(rows: pa.Table, number: int) -> pa.Table:
    if number == 0:
        return rows
    return rows.take(pa.array(np.random.default_rng(number).permutation(rows.num_rows)))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
