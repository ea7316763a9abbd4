"""The signs of rings: what their members have in common more often than everybody else."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from ibis import _
from scipy import stats

import detection.support as package
from detection.arrays import Reals, ints, reals, with_columns
from detection.significance import LEAST
from detection.support.sign import Sign
from vault.schema import RUN
from vault.tables import Tables

FEWEST_MEMBERS: Final = 3
"""Members that must have a value before it is looked at."""
SURE: Final = 0.01
"""Largest p-value that is told, after correction for the number of values looked at."""
MOST_VALUES: Final = 3
"""Values of one sign that are told of a ring."""


def _find_signs() -> tuple[Sign, ...]:
    modules = (
        import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)
    )
    found = [module.SIGN for module in modules if hasattr(module, "SIGN")]
    return tuple(sorted(found, key=lambda sign: sign.order))


SIGNS: Final = _find_signs()
"""Every sign, in the order in which they are shown."""


def signs(tables: Tables, members_by_ring: pa.Table) -> pa.Table:
    """Return what the members of each ring have in common beyond what chance gives.

    Of M members of whom the sign is known m have the value, and so have K of all N accounts of whom
    it is known. Had the members been drawn by lot, P(at least m) = the hypergeometric tail; times
    the number of values that were looked at in the ring (Bonferroni). It is no probability that the
    ring is one: the members were not drawn by lot, and a sign alone proves nothing.

    Args:
        tables: The canonical tables of the collection.
        members_by_ring: Columns ring_id, account_id; distinct.

    Returns:
        The run table `signs`: share of the members and of all accounts outside the ring; by
        ring_id, sign, p, value.
    """
    found = [_told(sign, tables, members_by_ring) for sign in SIGNS]
    schema = RUN["signs"]
    rows = pa.concat_tables([schema.empty_table(), *found])
    return rows.sort_by([(name, "ascending") for name in ("ring_id", "sign", "p", "value")])


def _told(sign: Sign, tables: Tables, members: pa.Table) -> pa.Table:
    counted = _counts(sign.values(tables), ibis.memtable(members.select(["ring_id", "account_id"])))
    having, known, everywhere, everybody = (
        reals(counted, name) for name in ("members", "known", "everywhere", "everybody")
    )
    looked = np.unique(ints(counted, "ring"), return_counts=True, return_inverse=True)
    tail = stats.hypergeom.sf(having - 1, everybody, everywhere, known)
    p = np.clip(tail * looked[2][looked[1]] if having.size else tail, LEAST, 1.0)
    elsewhere = (everywhere - having) / np.maximum(everybody - known, 1.0)
    rows = with_columns(counted, p=p, share=having / known, elsewhere=elsewhere)
    rows = with_columns(rows, sign=np.full(p.size, sign.name, dtype=object))
    kept = _clearest(ints(counted, "ring"), p, having / known > elsewhere)
    schema = RUN["signs"]
    return rows.select(schema.names).take(pa.array(kept)).cast(schema)


def _counts(values: ir.Table, members: ir.Table) -> pa.Table:
    """Return one row for each ring and value that enough members have.

    Columns ring_id, value, ring (number), members and everywhere (accounts that have it), known and
    everybody (accounts of whom the sign is known at all).
    """
    accounts = values.select("account_id").distinct()
    known = accounts.inner_join(members, "account_id").group_by("ring_id").agg(known=_.count())
    everywhere = values.group_by("value").agg(everywhere=_.account_id.nunique())
    here = values.inner_join(members, "account_id").group_by("ring_id", "value")
    counted = here.agg(members=_.account_id.nunique()).filter(_.members >= FEWEST_MEMBERS)
    joined = counted.inner_join(known, "ring_id").inner_join(everywhere, "value")
    everybody = accounts.count().as_scalar()
    ring = ibis.dense_rank().over(order_by="ring_id")
    told = joined.mutate(everybody=everybody, ring=ring).order_by("ring_id", "value")
    return told.to_pyarrow()


def _clearest(ring: np.ndarray, p: Reals, more: np.ndarray) -> np.ndarray:
    order = np.lexsort((p, ring))
    order = order[((p <= SURE) & more)[order]]
    place = np.arange(order.size) - np.searchsorted(ring[order], ring[order])
    return order[place < MOST_VALUES]


def in_words(row: dict[str, object]) -> str:
    """Return one row of the run table `signs` as a sentence."""
    sign = next(sign for sign in SIGNS if sign.name == row["sign"])
    told = sign.told.format(value=row["value"])
    return (
        f"{row['members']:,} members {told}: {row['share']:.0%} of the members and "
        f"{row['elsewhere']:.1%} of all others, among {sign.known} (p = {row['p']:.1g})."
    )
