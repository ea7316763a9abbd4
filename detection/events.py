"""All events of a collection: which account touched which object in which post, and when.

Invariants:
- Codes follow the sorted ids: the same posts give the same tables whatever the order of their rows.
- A post and an object meet in one event at most.
- An object that only one account ever touched ties nobody: it has no events.
- Nothing is compared pairwise here: the cost is that of joins and sorts over the posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from detection.signal import Signal, Touched
from detection.signals import SIGNALS
from marionet.progress import SILENT, Progress
from vault.schema import TIME
from vault.tables import Tables

EVENTS = pa.schema(
    [("account", pa.int32()), ("post", pa.int64()), ("object", pa.int64()), ("at", pa.int64())]
)


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a collection and what their codes stand for.

    Attributes:
        events: Columns account (int32), post, object (int64), at (int64, microseconds since 1970,
            UTC); sorted by object, at, post.
        accounts: account_id of each account code, sorted; all accounts that have a post.
        posts: post_id of each post code, sorted; the posts that have events.
        objects: Columns signal, object_id, label; row number = object code; sorted by the order of
            the signals, then object_id.
        manuscripts: Rows for the run table of that name, by manuscript_id.
        manuscript_posts: Rows for the run table of that name, by manuscript_id, post_id.
        notes: What was left out and why, one sentence each, for people.
    """

    events: pa.Table
    accounts: pa.Array
    posts: pa.Array
    objects: pa.Table
    manuscripts: pa.Table
    manuscript_posts: pa.Table
    notes: tuple[str, ...]


def collect_events(
    tables: Tables, signals: Sequence[Signal] = SIGNALS, progress: Progress = SILENT
) -> Events:
    """Collect the events of all signals.

    Args:
        tables: The canonical tables of a collection.
        signals: Which signals to look for; their order is the order of the object codes.
        progress: Where steps are reported to.
    """
    posts = tables.table("posts").select("post_id", "account_id", at="created_at")
    found = [signal.find(tables, progress) for signal in signals]
    with progress.step("collecting events") as step:
        touches = _join_posts(found, posts)
        objects = _number(_shared_objects(touches), "object", ["signal", "object_id"])
        kept = touches.inner_join(objects, ["signal", "object_id"])
        authors = _number(_accounts(posts), "account", ["account_id"])
        written = _number(kept.select("post_id").distinct(), "post", ["post_id"])
        events = _coded(kept, authors, written)
        result = Events(
            events=events,
            accounts=_ids(authors, "account", "account_id"),
            posts=_ids(written, "post", "post_id"),
            objects=_describe(objects, found, signals),
            manuscripts=pa.concat_tables([f.manuscripts for f in found]),
            manuscript_posts=pa.concat_tables([f.manuscript_posts for f in found]),
            notes=(*_undated_note(posts), *(note for f in found for note in f.notes)),
        )
        step.note(f"{result.events.num_rows:,} events, {result.objects.num_rows:,} objects")
    return result


def _join_posts(found: Sequence[Touched], posts: ir.Table) -> ir.Table:
    """Return signal (its number), object_id, post_id, account_id, at of every dated touch."""
    parts = [
        f.posts.select("post_id", "object_id", signal=ibis.literal(number, "int16"))
        for number, f in enumerate(found)
    ]
    dated = posts.filter(posts.at.notnull(), posts.account_id.notnull())
    return ibis.union(*parts).inner_join(dated, "post_id")


def _shared_objects(touches: ir.Table) -> ir.Table:
    by_object = touches.group_by("signal", "object_id")
    extent = by_object.agg(one=touches.account_id.min(), other=touches.account_id.max())
    return extent.filter(extent.one != extent.other).select("signal", "object_id")


def _accounts(posts: ir.Table) -> ir.Table:
    return posts.filter(posts.account_id.notnull()).select("account_id").distinct()


def _number(ids: ir.Table, code: str, order: list[str]) -> ir.Table:
    return ids.mutate(**{code: ibis.row_number().over(order_by=order)})


def _coded(kept: ir.Table, authors: ir.Table, written: ir.Table) -> pa.Table:
    coded = kept.inner_join(authors, "account_id").inner_join(written, "post_id")
    rows = coded.select("account", "post", "object", "at").order_by("object", "at", "post")
    table = rows.to_pyarrow()
    at = table["at"].cast(TIME).cast(pa.int64())
    return table.set_column(3, "at", at).cast(EVENTS).combine_chunks()


def _ids(numbered: ir.Table, code: str, name: str) -> pa.Array:
    return numbered.order_by(code).select(name).to_pyarrow()[name].combine_chunks()


def _describe(objects: ir.Table, found: Sequence[Touched], signals: Sequence[Signal]) -> pa.Table:
    """Return signal name, object_id and label of each object, in the order of the codes."""
    parts: list[pa.Table] = []
    for number, (signal, touched) in enumerate(zip(signals, found, strict=True)):
        mine = objects.filter(objects.signal == number)
        if touched.labels is not None:
            mine = mine.left_join(touched.labels, "object_id")
            label = ibis.coalesce(mine.label, mine.object_id)
        else:
            label = mine.object_id
        named = mine.select("object", "object_id", label=label).order_by("object")
        rows = named.select("object_id", "label").to_pyarrow()
        name = pa.array([signal.name], pa.string()).take(pa.array([0] * rows.num_rows, pa.int8()))
        parts.append(rows.add_column(0, "signal", name))
    return pa.concat_tables(parts).combine_chunks()


def _undated_note(posts: ir.Table) -> tuple[str, ...]:
    count = int(
        posts.filter(posts.at.isnull() | posts.account_id.isnull()).count().to_pyarrow().as_py()
    )
    if count == 0:
        return ()
    return (f"{count:,} posts have no time or no account: they are not looked at.",)
