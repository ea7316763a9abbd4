"""What happens when each constant of the method is halved or doubled, one at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bench.detection import line_up
from bench.detection.campaign import plant
from bench.detection.figures import Figure, Result, Settings
from bench.detection.spec import Spec
from bench.detection.tables import COLLECTION, store
from bench.detection.trial import members_of
from bench.measure import table
from demo.score import Score, score
from detection import detect as core
from detection.options import Constants, Options
from marionet.progress import SILENT
from vault import Vault

MOST_SHARE = 0.95
"""A share is doubled up to this: what must be a majority of 1.0 never is."""
MOVES = 0.02
POSTS = 20_000


def sensitivity(settings: Settings) -> Result:
    """Halve and double; how far the figures move from those of the defaults."""
    posts = settings.posts or POSTS
    seed = settings.seeds[0]
    rings = (*line_up.twelve("moderate"), *line_up.small()[3:9])
    planted = plant(
        Spec("sensitivity", posts, posts // 4, rings=rings, negatives=line_up.EVERYONE), seed
    )
    with tempfile.TemporaryDirectory(prefix="marionet-constants-") as folder:
        vault = Vault(Path(folder) / "vault")
        store(vault, planted.tables)
        with _same_events():

            def measured(constants: Constants) -> Score:
                run = core.detect(vault, COLLECTION, Options(constants=constants), SILENT)
                return score(planted.truth, members_of(run))

            usual = measured(Constants())
            tried = [(name, change, measured(c)) for name, change, c in variations()]
    rows = [
        [name, change, *(f"{value:.4f}" for value in _values(one)), f"{_moved(one, usual):.4f}"]
        for name, change, one in tried
    ]
    rows.insert(0, ["defaults", "", *(f"{value:.4f}" for value in _values(usual)), ""])
    far = [f"{name} {change}" for name, change, one in tried if _moved(one, usual) > MOVES]
    figure = Figure(
        "constants that move a figure by more than .02",
        "none",
        (", ".join(far) or "none",),
        (not far,),
    )
    header = ["constant", "value", "precision", "recall", "ARI", "moves by"]
    return Result("sensitivity", (figure,), (table(header, rows),))


def variations() -> list[tuple[str, str, Constants]]:
    """Return (name, new value, constants) for each number halved and doubled."""
    made: list[tuple[str, str, Constants]] = []
    usual = Constants()
    for field in fields(Constants):
        value: Any = getattr(usual, field.name)
        if isinstance(value, tuple) and all(isinstance(v, float) for v in value):
            for factor in (0.5, 2.0):
                changed = tuple(_scaled(v, factor) for v in value)
                made.append((field.name, str(changed), replace(usual, **{field.name: changed})))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            for factor in (0.5, 2.0):
                changed = _scaled(value, factor)
                if changed != value:
                    made.append(
                        (field.name, f"{changed:g}", replace(usual, **{field.name: changed}))
                    )
    return made


def _scaled(value: float, factor: float) -> Any:
    if isinstance(value, int):
        return max(1, round(value * factor))
    return min(MOST_SHARE, value * factor) if value < 1 else value * factor


def _values(one: Score) -> tuple[float, float, float]:
    return one.precision, one.recall, one.ari


def _moved(one: Score, usual: Score) -> float:
    return max(abs(a - b) for a, b in zip(_values(one), _values(usual), strict=True))


@contextmanager
def _same_events() -> Generator[None]:
    """Collect the events once: no constant of the method changes them."""
    collect, kept = core.collect_events, []

    def once(*given: Any, **named: Any) -> Any:
        if not kept:
            kept.append(collect(*given, **named))
        return kept[0]

    core.collect_events = once
    try:
        yield
    finally:
        core.collect_events = collect
