"""What a run looks at: the posts of some batches, of a period, each once, with honest times.

Invariants:
- A post that several collections hold counts once: the one whose original and place in it sort
  first. Loading the same files in another order changes nothing.
- Times are never taken to be more exact than the source shows: see `_coarse_sources`.
"""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _
from ibis.backends import BaseBackend

from detection.question.period import Period
from vault import Batch, Vault
from vault.links import Resolved
from vault.schema import CANONICAL, TIME
from vault.tables import Tables

FEW_POSTS: Final = 12
"""Posts of one original that are too few to judge how exact its times are: chance puts all seconds
of so many to 0 with a probability of 60^-12."""

_NO = ibis.literal(value=False)


class ScopedTables(Tables):
    """The canonical tables as a run reads them; only `posts` differs from what the vault has.

    Signals join their tables with the posts, so what belongs to no post of the scope falls away.

    Args:
        backend: What reads and computes.
        vault: Where the tables lie.
        batches: Which of them; they may be of several collections.
        links: What short links lead to.
        period: Posts outside it, or without a time, are left out; an empty one leaves out none.
    """

    def __init__(
        self,
        backend: BaseBackend,
        vault: Vault,
        batches: list[Batch],
        links: Resolved | None = None,
        period: Period | None = None,
    ) -> None:
        super().__init__(backend, vault, batches, links)
        self._period = period or Period()
        posts = super().table("posts")
        several = len({batch.collection for batch in batches}) > 1
        self._again = backend.to_pyarrow(_again(posts)) if several else None
        self.coarse = {
            row["source"]: row["precision"]
            for row in backend.to_pyarrow(_coarse_sources(posts)).to_pylist()
        }

    def table(self, name: str) -> ir.Table:
        """Return a canonical table; `posts` as they are looked at."""
        return self._within(self.whole(name)) if name == "posts" else super().table(name)

    def whole(self, name: str) -> ir.Table:
        """Return a canonical table of all times: what posts of the period refer to."""
        found = super().table(name)
        if name != "posts":
            return found
        if self._again is not None and self._again.num_rows:
            again = ibis.memtable(self._again)
            once = _first(found.semi_join(again, "post_id"))
            found = found.anti_join(again, "post_id").union(once)
        return self._honest(found)

    def _within(self, posts: ir.Table) -> ir.Table:
        for bound, is_inside in (
            (self._period.since, lambda at, edge: at >= edge),
            (self._period.until, lambda at, edge: at < edge),
        ):
            if bound is not None:
                edge = pa.scalar(bound, TIME).as_py()
                posts = posts.filter(is_inside(posts.created_at, edge))
        return posts

    def _honest(self, posts: ir.Table) -> ir.Table:
        """Return the posts with the precision that their sources show."""
        if not self.coarse:
            return posts
        source: Any = posts.source
        precision: Any = posts.precision
        shown = source.cases(*self.coarse.items(), else_=precision)
        told = precision.isin(["minute", "day"]).fill_null(_NO)
        honest = told.ifelse(precision, shown)
        return posts.mutate(precision=honest).select(CANONICAL["posts"].names)


def _again(posts: ir.Table) -> ir.Table:
    """Return the post_id of the posts that stand in more than one collection."""
    return posts.group_by("post_id").agg(n=_.count()).filter(_.n > 1).select("post_id")


def _first(posts: ir.Table) -> ir.Table:
    """Return one row of each post; rows that are the same in both are the same post, whole."""
    order = ibis.window(group_by="post_id", order_by=["source", "offset", "observed_at", "text"])
    placed = posts.mutate(place=ibis.row_number().over(order))
    return placed.filter(_.place == 0).select(CANONICAL["posts"].names)


def _coarse_sources(posts: ir.Table) -> ir.Table:
    """Return source, precision of the originals whose times are less exact than they are written.

    An export that writes `12:30:00` for all that happened at half past twelve gives seconds and
    knows none: all of its seconds are 0. One that knows days writes the same time of day always.
    Believed, thousands of accounts would act within the same second.
    """
    at: Any = posts.created_at
    dated = posts.filter(
        at.notnull(), posts.precision.isnull() | (posts.precision == "second")
    ).select("source", "created_at")
    us: Any = dated.created_at
    us = us.epoch_seconds().cast("int64")
    seen = dated.group_by("source").agg(
        n=dated.count(),
        days=us.min() // 86_400 != us.max() // 86_400,
        seconds=(us % 60).max(),
        first=(us % 86_400).min(),
        last=(us % 86_400).max(),
    )
    one_time = (_.first == _.last) & _.days
    return (
        seen.filter(_.n >= FEW_POSTS, _.seconds == 0)
        .select("source", precision=one_time.ifelse("day", "minute"))
        .order_by("source")
    )
