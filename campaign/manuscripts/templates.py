"""Templates of the manuscripts of a case: which are recovered, and what they explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from detection.arrays import Ints, Reals
from manuscripts.bodies import Bodies
from manuscripts.recovery import recover
from manuscripts.tables import Kept
from manuscripts.template import Template
from marionet.progress import Progress

MOST_TEXTS: Final = 2_000
"""Different texts of one manuscript that its template is recovered from, the most copied ones."""
MOST_ALTOGETHER: Final = 100_000
"""Different texts that are looked at for all templates of a case: bounds the time."""
FEWEST_COPIES: Final = 3


@dataclass(frozen=True, slots=True)
class Recovered:
    """Templates by number of the manuscript.

    Attributes:
        templates: Number -> template and its coverage.
        explained: Of each copy the share that the template explains; NaN where there is none.
        left: Manuscripts of rings, and others, for which none was recovered.
    """

    templates: dict[int, tuple[Template, float]]
    explained: Reals
    left: tuple[int, int]


def recover_templates(
    kept: Kept, bodies: Bodies, own_copies: Ints, progress: Progress
) -> Recovered:
    """Recover the templates of the manuscripts of rings, then of the others, as far as time allows.

    Args:
        kept: The copies.
        bodies: Their texts.
        own_copies: Of each manuscript the copies by members of rings.
        progress: Where the step is told.
    """
    number = kept.number
    width = bodies.texts
    pairs, code, count = np.unique(
        number * width + kept.rows["text"].to_numpy(), return_inverse=True, return_counts=True
    )
    begins: Ints = np.searchsorted(pairs // width, np.arange(own_copies.size + 1))
    copies = np.bincount(number, minlength=own_copies.size)
    chosen = _chosen(np.diff(begins), copies, own_copies)
    explained = np.full(pairs.size, np.nan)
    templates: dict[int, tuple[Template, float]] = {}
    with progress.step("recovering templates", chosen.size, "manuscripts") as step:
        for one in chosen.tolist():
            places = np.arange(int(begins[one]), int(begins[one + 1]))
            places = places[np.argsort(-count[places], kind="stable")[:MOST_TEXTS]]
            shown = bodies.shown.take(pa.array(pairs[places] % width)).to_pylist()
            found = recover(shown, count[places].tolist())
            explained[places] = found.explained
            if found.template.lines:
                templates[one] = (found.template, found.coverage)
            step.advance()
    mine = int((own_copies[chosen] > 0).sum())
    left = int((own_copies > 0).sum()) - mine, int((own_copies == 0).sum()) - chosen.size + mine
    return Recovered(templates, explained[code], left)


def _chosen(texts: Ints, copies: Ints, own_copies: Ints) -> Ints:
    """Return which manuscripts templates are recovered of, in this order."""
    order = np.lexsort((np.arange(copies.size), -copies, -own_copies))
    order = order[copies[order] >= FEWEST_COPIES]
    cost = np.cumsum(np.minimum(texts[order], MOST_TEXTS))
    return order[cost <= MOST_ALTOGETHER]
