"""Rings that use what a larger ring uses: one source of texts, several crews.

Two rings are never one for it: their members are others. But who reads the one must know of the
other, and a ring that has most of what it used from a larger one is shown as a part of it.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from detection.options import Constants
from detection.relations import Relations
from detection.rings.claims import RING
from vault.schema import RUN

FEWEST_TOGETHER = 2
"""A ring used an object when at least so many of its members did, in bursts of any ring."""


def overlaps_table(
    relations: Relations, tables: dict[str, pa.Table], constants: Constants
) -> pa.Table:
    """Return the table `overlaps`: what each ring has in common with each larger one.

    A piece of evidence is common when members of the other ring used its object as well, at any
    time. Public places (hashtags, posts replied to) do not count: anyone comes by there.

    Args:
        relations: Where relational steps run.
        tables: rings, members, bursts and burst_posts of the run.
        constants: places; ring_occasions: fewest common pieces that are told.
    """
    rings = tables["rings"].filter(pc.field("tier") == RING)
    if rings.num_rows < 2:
        return RUN["overlaps"].empty_table()
    used = relations.rows(_used(relations, rings, tables, constants))
    other = used.view()
    same = [used.signal == other.signal, used.object_id == other.object_id]
    met = used.join(other, [*same, used["rank"] > other["rank"]]).select(
        "ring_id", "rank", "bundle", "signal", "object_id",
        other_id=other.ring_id, other_rank=other["rank"],
    )  # fmt: skip
    pieces = used.group_by("ring_id").agg(pieces=_.bundle.nunique())
    common = met.group_by("ring_id", "rank", "other_id", "other_rank").agg(
        common=_.bundle.nunique(), texts=_.object_id.nunique(where=_.signal == "text")
    )
    found = common.filter(_.common >= constants.ring_occasions).inner_join(pieces, "ring_id")
    names = RUN["overlaps"].names
    return relations.run(found.order_by("rank", "other_rank").select(*names)).cast(RUN["overlaps"])


def _used(
    relations: Relations, rings: pa.Table, tables: dict[str, pa.Table], constants: Constants
) -> pa.Table:
    """Return ring_id, rank, bundle, signal, object_id: what enough members of each ring used."""
    ranks = relations.rows(rings.select(["ring_id", "rank"]))
    members = relations.rows(tables["members"].select(["ring_id", "account_id"]))
    posts = relations.rows(tables["burst_posts"].select(["burst_id", "account_id"])).distinct()
    bursts = relations.rows(
        tables["bursts"].select(["burst_id", "bundle", "signal", "object_id"])
    ).filter(~_.signal.isin(constants.places))
    who = members.inner_join(ranks, "ring_id").inner_join(posts, "account_id")
    took = who.inner_join(bursts, "burst_id")
    enough = (
        took.group_by("ring_id", "signal", "object_id")
        .agg(n=took.account_id.nunique())
        .filter(_.n >= FEWEST_TOGETHER)
    )
    kept = took.semi_join(enough, ["ring_id", "signal", "object_id"])
    columns = ["ring_id", "rank", "bundle", "signal", "object_id"]
    return relations.run(kept.select(*columns).distinct().order_by(*columns))


def with_parents(rings: pa.Table, overlaps: pa.Table, constants: Constants) -> pa.Table:
    """Return `rings` with the ring that each is a part of, and a sentence on it in its reason.

    A ring is a part of the larger ring with which it has most in common, where that is at least
    the share `majority` of its pieces of evidence.
    """
    parent: dict[str, dict[str, int | str]] = {}
    for row in overlaps.to_pylist():  # by ring, then the rank of the other
        best = parent.get(row["ring_id"])
        if row["common"] >= constants.majority * row["pieces"] and (
            best is None or row["common"] > best["common"]
        ):
            parent[row["ring_id"]] = row
    rows = rings.to_pylist()
    for row in rows:
        if shared := parent.get(row["ring_id"]):
            row["parent"] = shared["other_id"]
            row["reason"] += " " + _sentence(shared)
    return pa.Table.from_pylist(rows, schema=RUN["rings"])


def _sentence(shared: dict[str, int | str]) -> str:
    texts = f", {shared['texts']:,} texts among them" if shared["texts"] else ""
    return (
        f"It is shown as a part of the larger ring {shared['other_id']}: of "
        f"{shared['pieces']:,} pieces of evidence at other than public places that its members "
        f"took part in together, {shared['common']:,} are about what members of that ring used as "
        f"well{texts}. That is how one source of orders with several crews looks."
    )
