"""Rows of the table `reach` about reposts and comments."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.reach.estimate import FEWEST_HELD, left, left_of_all
from detection.arrays import Reals, reals
from vault.study_schema import STUDY

MOST_POSTS: Final = 50
"""Posts of a subject that are told one by one, for each measure: those with most of the ring's."""


def post_rows(counts: pa.Table) -> pa.Table:
    """Return rows of the study table `reach`: all posts together, then those with most of it.

    Args:
        counts: What `campaign.reach.counted.read_counts` returns.
    """
    subject, measure = (counts[name].combine_chunks() for name in ("subject", "measure"))
    keys = pc.binary_join_element_wise(subject, measure, "\n").dictionary_encode()
    group = np.asarray(keys.indices.to_numpy(), dtype=np.int64)
    rows: list[dict[str, Any]] = []
    for number in range(len(keys.dictionary)):
        rows += _told(counts.take(pa.array(np.flatnonzero(group == number))))
    return pa.Table.from_pylist(rows, schema=STUDY["reach"])


def _told(counts: pa.Table) -> list[dict[str, Any]]:
    held, own = reals(counts, "held"), reals(counts, "own")
    shown: Reals = pc.fill_null(counts["counter"], 0).to_numpy().astype(np.float64)
    total = np.maximum(held, shown)
    name = {"subject": counts["subject"][0].as_py(), "measure": counts["measure"][0].as_py()}
    sums = left_of_all(held, own, total)
    posts = counts.num_rows
    all_rows = {
        **name,
        "object": None,
        "total": sums[0],
        "own": float(own.sum()),
        "without": sums[1],
        "low": sums[2] if sums[0] > held.sum() else None,
        "high": sums[3] if sums[0] > held.sum() else None,
        "how": _how_all(posts, float(held.sum()), float(own.sum()), sums[0]),
    }
    most = np.lexsort((np.arange(posts), -held, -own))[:MOST_POSTS]
    most = most[own[most] > 0]
    one = left(held[most], own[most], total[most])
    ids = counts["post_id"].take(pa.array(most)).to_pylist()
    single = [
        {
            **name,
            "object": post,
            "total": float(total[row]),
            "own": float(own[row]),
            "without": None if np.isnan(one.without[place]) else float(one.without[place]),
            "low": float(one.low[place]) if total[row] > held[row] else None,
            "high": float(one.high[place]) if total[row] > held[row] else None,
            "how": _how(float(held[row]), float(own[row]), float(total[row])),
        }
        for place, (row, post) in enumerate(zip(most.tolist(), ids, strict=True))
    ]
    return [all_rows, *single]


def _how(held: float, own: float, total: float) -> str:
    if total <= held:
        return "counted in the collection"
    holds = f"the collection holds {held:,.0f} of {total:,.0f} that the platform counted"
    if held < FEWEST_HELD:
        return f"{holds}, {own:,.0f} by members: too few to estimate; low and high are certain"
    return f"estimated: {holds}, {own:,.0f} by members; the others are taken to be alike"


def _how_all(posts: int, held: float, own: float, total: float) -> str:
    counted = f"{posts:,} posts; {own:,.0f} of the {held:,.0f} in the collection are by members"
    if total <= held:
        return f"counted in the collection: {counted}"
    return (
        f"estimated: {counted}, the platforms counted {total:,.0f}; those that are missing are "
        "taken to be like those of the same post that are there"
    )
