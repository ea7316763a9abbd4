"""Figures beside what is asked of them, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.detection.trial import Trial
from bench.detection.why import funnel_table
from bench.measure import table

OWN = 0.67
"""A found ring is a true ring's own when at least this share of it are its members."""

REASON = 500
"""Characters of a reason that are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table of figures.

    Attributes:
        what: What was measured.
        asked: What is asked of it, in words.
        values: What was measured, for each seed.
        holds: Whether each value is as asked; empty where nothing is asked.
    """

    what: str
    asked: str
    values: tuple[str, ...]
    holds: tuple[bool, ...] = ()

    @property
    def verdict(self) -> str:
        """Say how often it holds."""
        if not self.holds:
            return "-"
        return "yes" if all(self.holds) else f"no ({sum(self.holds)} of {len(self.holds)})"


@dataclass(frozen=True, slots=True)
class Result:
    """What a suite found.

    Attributes:
        name: Of the suite.
        figures: Lines of the table of figures.
        details: Further tables and sentences.
    """

    name: str
    figures: tuple[Figure, ...]
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How suites are run.

    Attributes:
        seeds: Seeds of the plants.
        posts: About how many organic posts; 0: as each suite likes it.
        background: Where suites that have one background plant.
        through_loader: Load interchange lines by the real loader.
        huge: Ten million posts as well.
        why: Say after which step each ring is lost.
    """

    seeds: tuple[int, ...] = (0,)
    posts: int = 0
    background: str = "synthetic"
    through_loader: bool = False
    huge: bool = False
    why: bool = False


def at_least(what: str, least: float, values: Sequence[float]) -> Figure:
    """Return a figure that shall be at least so much."""
    return Figure(
        what, f">= {least:g}", tuple(f"{v:.4f}" for v in values), tuple(v >= least for v in values)
    )


def at_most(what: str, most: float, values: Sequence[float]) -> Figure:
    """Return a figure that shall be at most so much."""
    return Figure(
        what, f"<= {most:g}", tuple(f"{v:.4f}" for v in values), tuple(v <= most for v in values)
    )


def quality(name: str, trials: Sequence[Trial], least: tuple[float, float, float]) -> list[Figure]:
    """Return precision, recall and ARI of some trials."""
    scores = [one.score for one in trials]
    return [
        at_least(f"{name}: precision", least[0], [s.precision for s in scores]),
        at_least(f"{name}: recall", least[1], [s.recall for s in scores]),
        at_least(f"{name}: ARI", least[2], [s.ari for s in scores]),
    ]


def figures_table(figures: Sequence[Figure], seeds: Sequence[int]) -> str:
    """Return the figures line by line."""
    header = ["what", "asked", *(f"seed {seed}" for seed in seeds), "held"]
    width = len(seeds)
    rows = [
        [f.what, f.asked, *f.values[:width], *[""] * (width - len(f.values)), f.verdict]
        for f in figures
    ]
    return table(header, rows)


def ring_table(trials: Sequence[Trial]) -> str:
    """Return the members found of each true ring, the parts it came in, and harmless company."""
    rings = list(dict.fromkeys(name for one in trials for name in one.score.recall_by_ring))
    kinds = sorted({kind for one in trials for kind in one.score.hard})
    header = ["", *(f"{one.spec.name}, {one.spec.background}, seed {one.seed}" for one in trials)]
    rows = [[f"ring {name}", *(_ring(one, name) for one in trials)] for name in rings]
    rows += [
        [f"flagged of {kind}", *(_share(one.score.hard, kind) for one in trials)] for kind in kinds
    ]
    rows += [
        ["flagged others", *(str(_others(one)) for one in trials)],
        ["rings found (false)", *(f"{len(one.pure)} ({one.false_rings})" for one in trials)],
        ["posts", *(f"{one.posts:,}" for one in trials)],
        ["generate + detect, s", *(f"{one.generated_s:.0f} + {one.seconds:.0f}" for one in trials)],
        ["peak MB", *(f"{one.peak_mb:,.0f}" for one in trials)],
    ]
    return table(header, rows)


def details(trials: Sequence[Trial]) -> tuple[str, ...]:
    """Return the tables of some trials of one spec: rings, steps, and what was lost where."""
    lost = [
        f"Seed {one.seed}: what is left of each ring after each step\n\n{funnel_table(one.funnels)}"
        for one in trials
        if one.funnels
    ]
    return (ring_table(trials), *map(_mixed_rings, trials), step_table(trials), *lost)


def _mixed_rings(one: Trial) -> str:
    """Return of what the rings are made that are no true ring, or several, and why they are one."""
    kind_of = {account: kind for kind, who in one.truth.hard.items() for account in who}
    kind_of |= {account: f"ring {name}" for account, name in one.truth.rings.items()}
    rows: list[list[str]] = []
    for ring in sorted(one.pure):
        mine = [account for account, its in one.found.items() if its == ring]
        kinds = Counter(kind_of.get(account, "others") for account in mine)
        if max(kinds.values()) < len(mine) or one.pure[ring] < 1:
            made = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common(4))
            rows.append([ring, made, _without_words(one.reasons.get(ring, ""))])
    if not rows:
        return f"Seed {one.seed}: every ring found is part of one true ring."
    return f"Seed {one.seed}: rings of others\n\n{table(['ring', 'made of', 'reason'], rows)}"


def _without_words(reason: str) -> str:
    """Return the beginning of a reason, without what it quotes of posts, which may be real."""
    return reason.split("Most of them shared")[0][:REASON]


def step_table(trials: Sequence[Trial]) -> str:
    """Return the seconds of each step."""
    steps = list(dict.fromkeys(name for one in trials for name in one.steps))
    header = ["step, s", *(f"{one.spec.name}, seed {one.seed}" for one in trials)]
    return table(header, [[s, *(f"{one.steps.get(s, 0):.1f}" for one in trials)] for s in steps])


def _ring(one: Trial, name: str) -> str:
    found, whole = one.score.recall_by_ring.get(name, (0, 0))
    if not whole:
        return ""
    mine = [account for account, ring in one.truth.rings.items() if ring == name]
    parts = Counter(one.found[account] for account in mine if account in one.found)
    pieces = f" in {len(parts)}" if len(parts) > 1 else ""
    sizes = Counter(one.found.values())
    merged = any(n < OWN * sizes[ring] for ring, n in parts.most_common(1))
    return f"{found / whole:.2f} of {whole}{pieces}{', in a ring of others' if merged else ''}"


def _share(counts: dict[str, tuple[int, int]], name: str) -> str:
    part, whole = counts.get(name, (0, 0))
    return f"{part} of {whole}"


def _others(one: Trial) -> int:
    known = set(one.truth.rings).union(*one.truth.hard.values())
    return len(one.found.keys() - known)
