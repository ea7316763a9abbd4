"""One trial: a planted collection, detected and compared with its truth."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bench.detection.campaign import Planted, plant
from bench.detection.listening import listening
from bench.detection.spec import Spec
from bench.detection.tables import COLLECTION, store, write_lines
from bench.detection.watch import Watch
from bench.detection.why import Funnel, funnels
from demo.score import Score, Truth, score
from detection.detect import detect
from detection.options import Options
from vault import Run, Vault


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out of a trial.

    Attributes:
        spec: What was planted.
        seed: With which seed.
        posts: Posts in all.
        score: Found rings against the truth.
        truth: The truth.
        found: Account -> ring it was found in.
        pure: Found ring -> share of its accounts that are members of any true ring.
        generated_s: Seconds that the generator took.
        seconds: Seconds of detection in all.
        steps: Seconds by step.
        notes: What each step said.
        peak_mb: Memory of the process while it detected.
        reasons: Found ring -> why it was called one.
        funnels: After which step each ring is lost, where that was asked for.
    """

    spec: Spec
    seed: int
    posts: int
    score: Score
    truth: Truth
    found: dict[str, str]
    pure: dict[str, float]
    generated_s: float
    seconds: float
    steps: dict[str, float] = field(default_factory=dict[str, float])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    peak_mb: float = 0.0
    funnels: tuple[Funnel, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def false_rings(self) -> int:
        """Found rings of which most accounts are no members of any true ring."""
        return sum(share < 0.5 for share in self.pure.values())


def trial(
    spec: Spec,
    seed: int,
    options: Options | None = None,
    *,
    through_loader: bool = False,
    why: bool = False,
) -> Trial:
    """Plant, detect, score.

    Args:
        spec: What to plant.
        seed: Of the plants; the options have one of their own.
        options: Of detection; None: the defaults.
        through_loader: Write interchange lines and load them by the real loader; otherwise the
            tables go into the vault as they are.
        why: Say after which step each ring is lost.

    Raises:
        AbsentError: The background is a real set that is not there.
    """
    options = options or Options()
    started = time.monotonic()
    planted = plant(spec, seed)
    generated = time.monotonic() - started
    with tempfile.TemporaryDirectory(prefix="marionet-trial-") as folder:
        vault = Vault(Path(folder) / "vault")
        put(vault, planted, through_loader=through_loader)
        watch, started = Watch(), time.monotonic()
        with watch.memory(), listening() if why else nullcontext({}) as heard:
            run = detect(vault, COLLECTION, options, watch)
        seconds = time.monotonic() - started
        found, reasons = members_of(run), _reasons(run)
    sizes, right = (
        Counter(found.values()),
        Counter(found[a] for a in found if a in planted.truth.rings),
    )
    return Trial(
        spec=spec,
        seed=seed,
        posts=planted.posts,
        score=score(planted.truth, found),
        truth=planted.truth,
        found=found,
        pure={ring: right[ring] / size for ring, size in sizes.items()},
        generated_s=generated,
        seconds=seconds,
        steps=watch.seconds,
        notes=watch.notes,
        peak_mb=watch.peak_mb,
        reasons=reasons,
        funnels=tuple(funnels(heard, planted.truth.rings, found, options)) if why else (),
    )


def put(vault: Vault, planted: Planted, *, through_loader: bool = False) -> None:
    """Put a planted collection into a vault."""
    if not through_loader:
        store(vault, planted.tables)
        return
    from loaders import load_each
    from loaders.format import Context
    from marionet.progress import SILENT

    path = vault.root.parent / "posts.jsonl"
    write_lines(planted.tables, path)
    for _ in load_each(
        vault,
        [str(path)],
        format="interchange",
        mapping=None,
        collection=COLLECTION,
        max_rejects=0,
        context=Context(captured_us=None, platform=None, account=None),
        progress=SILENT,
    ):
        pass


def members_of(run: Run) -> dict[str, str]:
    """Return account -> ring of a run; audiences are left out."""
    rings = run.read("rings")
    real = {
        r
        for r, tier in zip(rings["ring_id"].to_pylist(), rings["tier"].to_pylist(), strict=True)
        if tier == "ring"
    }
    members = run.read("members")
    pairs = zip(members["account_id"].to_pylist(), members["ring_id"].to_pylist(), strict=True)
    return {account: ring for account, ring in pairs if ring in real}


def _reasons(run: Run) -> dict[str, str]:
    """Return why each ring was called one."""
    rings = run.read("rings")
    return dict(zip(rings["ring_id"].to_pylist(), rings["reason"].to_pylist(), strict=True))
