"""A planted collection: its tables, and the truth about its accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bench.detection.backgrounds import populate
from bench.detection.ledger import Ledger
from bench.detection.negatives import mingle
from bench.detection.rings import conspire
from bench.detection.spec import Spec
from bench.detection.tables import account_ids, canonical
from demo.score import Truth


@dataclass(frozen=True, slots=True)
class Planted:
    """A collection of known truth.

    Attributes:
        tables: Canonical tables by name.
        truth: Rings, and hard negatives by kind.
        posts: Posts in all.
    """

    tables: dict[str, pa.Table]
    truth: Truth
    posts: int


def plant(spec: Spec, seed: int) -> Planted:
    """Invent the collection of a spec; the same seed gives the same bytes.

    Raises:
        AbsentError: Its background is a real set that is not there.
    """
    rng = np.random.default_rng(seed)
    ledger = Ledger()
    life = populate(ledger, spec.background, spec.posts, spec.people, rng)
    hot_tag = ledger.new_tags(["hot"])
    marked = mingle(life, spec.negatives, hot_tag)
    rings = conspire(life, spec.rings, hot_tag)
    names = account_ids(ledger, seed).to_pylist()
    truth = Truth(
        {names[code]: ring for code, ring in rings.items()},
        {kind: frozenset(names[c] for c in codes.tolist()) for kind, codes in marked.items()},
    )
    return Planted(canonical(ledger, seed), truth, len(ledger))
