"""From posts to rings: what each step took in and what it left out, and why."""

from __future__ import annotations

import numpy as np

from detection.bursts.bursts import Bursts
from detection.bursts.pairs import Pairs
from detection.events import Events
from detection.question.survey import Survey
from detection.rings.members import Evidence
from detection.steps import Dropped, Passed


def passed(
    seen: Survey, events: Events, bursts: Bursts, pairs: Pairs, evidence: Evidence
) -> dict[str, Passed]:
    """Return what is known of each step, by its name."""
    in_bursts = bursts.events.num_rows
    paired = np.unique(np.r_[pairs.a, pairs.b]).size
    every = bursts.table.num_rows
    return {
        "reading posts": Passed(
            seen.all_posts,
            "posts",
            (
                Dropped(seen.all_posts - seen.posts, "posts", "outside the period"),
                Dropped(seen.posts - seen.usable, "posts", "no time or no account"),
            ),
        ),
        "cutting bursts": Passed(
            events.events.num_rows,
            "events",
            (Dropped(bursts.dropped, "events", "too few accounts around them, or a crowded post"),),
        ),
        "pairing bursts": Passed(
            pairs.tested,
            "pairs",
            (Dropped(pairs.tested - pairs.a.size, "pairs", "chance may explain them"),),
        ),
        "finding communities": Passed(
            every,
            "bursts",
            (Dropped(every - paired, "bursts", "they share accounts with others by chance only"),),
        ),
        "finding members": Passed(
            in_bursts,
            "events",
            (Dropped(in_bursts - evidence.events.num_rows, "events", "in no community"),),
        ),
    }
