"""Bursts: one object during one spell of activity, shared by enough accounts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _

from detection.arrays import Flags, Ints, ints, with_columns
from detection.bursts.segment import segment
from detection.options import Constants
from detection.relations import Relations


@dataclass(frozen=True, slots=True)
class Bursts:
    """The bursts of a collection.

    Attributes:
        table: One row per burst, sorted by object and time; its row number is its code `burst`.
            Columns: burst, object, accounts, posts, start, end (microseconds).
        events: The events of bursts: account, post, burst, at; sorted by burst, at, post, account.
        dropped: Events that belong to no burst.
    """

    table: pa.Table
    events: pa.Table
    dropped: int

    def of_signals(self, objects: pa.Table, signals: tuple[str, ...]) -> Flags:
        """Return whether each burst is of one of these signals."""
        chosen = np.isin(objects["signal"].to_numpy(), signals)
        return chosen[ints(self.table, "object")]

    def families(self, objects: pa.Table) -> Ints:
        """Return a number for the family of each burst."""
        family = objects["family"].combine_chunks().dictionary_encode().indices
        return np.asarray(family, dtype=np.int64)[ints(self.table, "object")]

    def taking_part(self, relations: Relations) -> pa.Table:
        """Return account, burst; distinct and sorted: who took part in what."""
        pairs = relations.rows(self.events).select("account", "burst").distinct()
        return relations.run(pairs.order_by("account", "burst"))


def find_bursts(
    relations: Relations,
    events: pa.Table,
    accounts: int,
    constants: Constants,
    timeless: Flags | None = None,
) -> Bursts:
    """Cut the time lines of objects into bursts and keep those of enough accounts.

    Args:
        relations: Where relational steps run.
        events: account, post, object, at, exact (microseconds).
        accounts: Number of all accounts N; a burst has max(chunk, sqrt N) events at most.
        constants: gap_us, rare_log, chunk, scan_rows, burst_accounts, post_bursts.
        timeless: Whether the time line of each object, by code, stays whole. None: no object's.
    """
    shared = relations.run(
        _by_enough(relations.rows(events), "object", constants.burst_accounts)
        .select("account", "post", "object", "at", "exact")
        .order_by("object", "at", "post", "account")
    )
    objects, at = ints(shared, "object"), ints(shared, "at")
    if timeless is not None:
        at = np.where(timeless[objects], 0, at)
    spells = segment(
        objects,
        at,
        ints(shared, "exact"),
        max(constants.chunk, math.isqrt(accounts)),
        float(constants.gap_us),
        constants.scan_rows,
        constants.rare_log,
    )
    cut = relations.rows(with_columns(shared, spell=spells))
    bursts = _by_enough(_specific(cut, constants.post_bursts), "spell", constants.burst_accounts)
    # codes without holes, in the order of object and time
    coded = bursts.mutate(burst=ibis.dense_rank().over(order_by="spell").cast("int64"))
    kept = relations.run(coded.drop("spell").order_by("burst", "at", "post", "account"))
    return Bursts(
        table=_describe(relations, kept),
        events=kept.select(["account", "post", "burst", "at"]),
        dropped=events.num_rows - kept.num_rows,
    )


def _by_enough(events: ir.Table, group: str, least: int) -> ir.Table:
    """Keep the events of groups (objects, spells) in which enough accounts took part."""
    counted = events.group_by(group).agg(n=events.account.nunique())
    return events.semi_join(counted.filter(_.n >= least), group)


def _specific(events: ir.Table, most: int) -> ir.Table:
    """Let each post speak only for its `most` spells with the fewest accounts.

    A post stuffed with hundreds of hashtags would otherwise make pairs of bursts by the ten
    thousand.
    """
    sizes = events.group_by("spell").agg(n=events.account.nunique())
    sized = events.join(sizes, "spell")
    order = ibis.window(group_by="post", order_by=["n", "spell"])
    ranked = sized.mutate(place=ibis.row_number().over(order))
    return ranked.filter(_.place < most).drop("n", "place")


def _describe(relations: Relations, events: pa.Table) -> pa.Table:
    rows = relations.rows(events)
    return relations.run(
        rows.group_by("burst")
        .agg(
            object=rows.object.min(),
            accounts=rows.account.nunique(),
            posts=rows.post.nunique(),
            start=rows["at"].min(),
            end=rows["at"].max(),
        )
        .order_by("burst")
    )
