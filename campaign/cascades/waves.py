"""Copies of a manuscript, cut into waves: each time that it was taken up anew.

A desk gives one text out again and again. The first copy of all says nothing about who followed
whom a week later, so delays and leaders are those of the wave.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.cascades.forest import NONE, rows_of
from campaign.cascades.links import COPIED, EXACT_S
from detection.arrays import Flags, Ints, ints, starts_of

WAVE_GAP_S: Final = 6 * 3600
"""Seconds without a copy after which the next one begins a wave: longer than an order takes to be
carried out, shorter than the night between two days of work. Our choice."""
_US: Final = 1_000_000


def copy_steps(copies: pa.Table, flagged: pa.Array, fewest: int) -> pa.Table:
    """Return the steps (campaign.cascades.steps.STEPS) of manuscripts that members copied.

    The leader of a copy is whoever published the first copy of its wave: inferred from the times
    alone. Where several share that moment nobody is.

    Args:
        copies: Columns manuscript_id, post_id, account_id, at, exact (seconds), linked.
        flagged: account_id of the members of rings.
        fewest: Flagged accounts that a manuscript must have.
    """
    dated = copies.filter(pc.and_(copies["at"].is_valid(), copies["account_id"].is_valid()))
    coded = dated["manuscript_id"].combine_chunks().dictionary_encode()
    number = np.asarray(coded.indices.to_numpy(), dtype=np.int64)
    who = rows_of(dated["account_id"], flagged)
    pairs = np.unique(np.stack([number, who], axis=1)[who != NONE], axis=0)
    members = np.bincount(pairs[:, 0], minlength=len(coded.dictionary))
    rows = np.flatnonzero(members[number] >= fewest)
    chosen = dated.take(pa.array(rows)).append_column("number", pa.array(number[rows]))
    order = pc.sort_indices(
        chosen, [("number", "ascending"), ("at", "ascending"), ("post_id", "ascending")]
    )
    return _in_waves(chosen.take(order).combine_chunks())


def _in_waves(copies: pa.Table) -> pa.Table:
    number, at = ints(copies, "number"), ints(copies, "at")
    new = starts_of(number)
    first_of_text = np.flatnonzero(new)
    new[1:] |= np.diff(at) > WAVE_GAP_S * _US
    begin = np.flatnonzero(new)
    wave_of = np.cumsum(new) - 1
    started = begin[wave_of] if wave_of.size else begin
    before = wave_of[first_of_text] if wave_of.size else wave_of
    text_of = np.cumsum(starts_of(number)) - 1
    wave = wave_of - before[text_of] if wave_of.size else wave_of
    alone = _one_began(copies, at, started, wave_of)
    first: Flags = np.zeros(at.size, dtype=np.bool_)
    first[begin] = alone[begin]
    vague = np.asarray(pc.fill_null(copies["exact"], 1).to_numpy()) >= EXACT_S["day"]
    delay = pa.array((at - at[started]) / _US, mask=vague | vague[started])
    author = copies["account_id"].take(pa.array(started, mask=~alone))
    return pa.table(
        {
            "kind": pa.array([COPIED]).take(pa.array(np.zeros(at.size, dtype=np.int64))),
            "root": copies["manuscript_id"],
            "wave": wave,
            "post_id": copies["post_id"],
            "account_id": copies["account_id"],
            "at": copies["at"],
            "depth": pa.nulls(at.size, pa.int64()),
            "first": first,
            "author": author,
            "delay": delay,
            "leader": pc.if_else(pa.array(first), pa.scalar(None, pa.string()), author),
            "lag": delay,
            "linked": copies["linked"],
        }
    )


def _one_began(copies: pa.Table, at: Ints, started: Ints, wave_of: Ints) -> Flags:
    """Return for each copy whether one account alone published first in its wave."""
    opening = at == at[started]
    account = copies["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    other = opening & (account != account[started])
    shared = np.bincount(wave_of, weights=other, minlength=1) > 0
    vague = np.asarray(pc.fill_null(copies["exact"], 1).to_numpy()) >= EXACT_S["day"]
    alone: Flags = ~shared[wave_of] & ~vague[started]
    return alone
