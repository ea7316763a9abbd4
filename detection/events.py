"""All events of a collection: which account touched which object in which post, and when.

Invariants:
- Codes follow the sorted ids: the same posts give the same tables whatever the order of their rows.
- A post and an object meet in one event at most.
- An object that only one account ever touched ties nobody: it has no events.
- Nothing is compared pairwise here: the cost is that of joins and sorts over the posts.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from detection.arrays import Flags, Ints, ints, with_columns
from detection.collection import Collection
from detection.question.precision import exact_us
from detection.signal import Signal, Touched, one_line
from detection.signals import SIGNALS
from detection.text.kept import KeptTexts
from marionet.progress import SILENT, Progress
from vault.schema import TIME
from vault.tables import Tables

EVENTS = pa.schema(
    [
        ("account", pa.int32()),
        ("post", pa.int64()),
        ("object", pa.int64()),
        ("at", pa.int64()),
        ("exact", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a collection and what their codes stand for.

    Attributes:
        events: Columns account (int32), post, object (int64), at (int64, microseconds since 1970,
            UTC), exact (int64, microseconds that `at` may be off); sorted by object, at, post.
        accounts: account_id of each account code, sorted; all accounts that have a post.
        posts: post_id of each post code, sorted; the posts that have events.
        objects: Columns signal, object_id, label, node (label of its node in the graph, or null),
            timeless (whether its events are one burst whatever their times), family; row number =
            object code; sorted by the order of the signals, then object_id.
        texts: Rows for the run table of that name, by text_id.
        text_copies: Rows for the run table of that name, by text_id, post_id.
        notes: What was left out and why, one sentence each, for people.
    """

    events: pa.Table
    accounts: pa.Array
    posts: pa.Array
    objects: pa.Table
    texts: pa.Table
    text_copies: pa.Table
    notes: tuple[str, ...]


def collect_events(
    tables: Tables,
    signals: Sequence[Signal] = SIGNALS,
    progress: Progress = SILENT,
    texts: KeptTexts | None = None,
) -> Events:
    """Collect the events of all signals.

    Complexity: a sort of the posts and of the events; one join with the posts for each signal.

    Args:
        tables: The canonical tables of a collection.
        signals: Which signals to look for; their order is the order of the object codes.
        progress: Where steps are reported to.
        texts: The texts in normal form where these are kept.
    """
    found = _find(Collection(tables, texts), signals, progress)
    with progress.step("collecting events", len(signals), "signals") as step:
        posts = _read_posts(tables.table("posts"))
        parts: list[_Part] = []
        for signal, touched in zip(signals, found, strict=True):
            first = sum(part.objects.num_rows for part in parts)
            parts.append(_part(signal, touched, posts, first))
            step.advance()
        events = pa.concat_tables(part.events for part in parts)
        used, post = np.unique(ints(events, "post"), return_inverse=True)
        events = with_columns(events, post=post).select(EVENTS.names).cast(EVENTS)
        step.note(f"{events.num_rows:,} events, {sum(p.objects.num_rows for p in parts):,} objects")
    return Events(
        events=events.combine_chunks(),
        accounts=posts.accounts,
        posts=posts.ids.take(pa.array(used)),
        objects=pa.concat_tables(part.objects for part in parts).combine_chunks(),
        texts=pa.concat_tables(f.texts for f in found).sort_by("text_id"),
        text_copies=pa.concat_tables(f.text_copies for f in found).sort_by(
            [("text_id", "ascending"), ("post_id", "ascending")]
        ),
        notes=(*posts.notes, *(note for f in found for note in f.notes)),
    )


def _find(collection: Collection, signals: Sequence[Signal], progress: Progress) -> list[Touched]:
    """Ask each signal; what they share of the collection is let go of on return."""
    return [signal.find(collection, progress) for signal in signals]


@dataclass(frozen=True, slots=True)
class _Posts:
    """The posts that have a time and an account, by id, with their columns; all accounts."""

    ids: pa.Array
    account: Ints
    at: Ints
    exact: Ints
    accounts: pa.Array
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one signal adds: events whose `post` is a row of `_Posts`, and its objects."""

    events: pa.Table
    objects: pa.Table


def _read_posts(posts: ir.Table) -> _Posts:
    written = posts.filter(_.account_id.notnull())
    accounts = _strings(written.select("account_id").distinct().order_by("account_id"))
    dated = written.filter(_.created_at.notnull()).order_by("post_id")
    rows = dated.select("post_id", "account_id", "created_at", exact=exact_us(dated)).to_pyarrow()
    left_out = posts.count().to_pyarrow().as_py() - rows.num_rows
    note = f"{left_out:,} posts have no time or no account: they are not looked at."
    return _Posts(
        ids=rows["post_id"].combine_chunks(),
        account=pc.index_in(rows["account_id"].combine_chunks(), accounts).to_numpy(),
        at=ints(rows.set_column(2, "at", rows["created_at"].cast(TIME)), "at"),
        exact=ints(rows, "exact"),
        accounts=accounts,
        notes=(note,) if left_out else (),
    )


def _part(signal: Signal, touched: Touched, posts: _Posts, first: int) -> _Part:
    """Return the events of one signal; its object codes begin with `first`."""
    places = pa.table({"post_id": posts.ids, "post": np.arange(len(posts.ids))})
    joined = touched.posts.inner_join(ibis.memtable(places), "post_id")
    rows = joined.select("object_id", "post").to_pyarrow()
    ids, object_ = _codes(rows["object_id"])
    post = ints(rows, "post")
    shared = _shared(object_, posts.account[post], len(ids))
    kept = shared[object_]
    object_, post = (np.cumsum(shared) - 1)[object_[kept]], post[kept]
    order = np.lexsort((post, posts.at[post], object_))
    post = post[order]
    columns = (posts.account[post], post, object_[order] + first, posts.at[post], posts.exact[post])
    events = pa.table([pa.array(c) for c in columns], names=EVENTS.names).cast(EVENTS)
    return _Part(events, _describe(signal, touched, ids.filter(pa.array(shared))))


def _codes(values: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Return the distinct values, sorted, and the place of each value among them."""
    coded: pa.DictionaryArray = values.combine_chunks().dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    place = np.empty(len(order), dtype=np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    return coded.dictionary.take(order), place[coded.indices.to_numpy()]


def _shared(object_: Ints, account: Ints, objects: int) -> Flags:
    """Return of each object whether two accounts or more touched it."""
    one = np.zeros(objects, dtype=np.int64)
    one[object_] = account  # any one of its accounts
    shared = np.zeros(objects, dtype=np.bool_)
    shared[object_[account != one[object_]]] = True
    return shared


def _describe(signal: Signal, touched: Touched, ids: pa.Array) -> pa.Table:
    """Return signal, object_id and label of each object, in the order of the ids."""
    label = ids
    if touched.labels is not None:
        mine = ibis.memtable(pa.table({"object_id": ids, "place": np.arange(len(ids))}))
        named = mine.left_join(touched.labels, "object_id").order_by("place")
        # Only now: most labels are of objects that nobody shares.
        line = one_line(_.label).nullif("")
        label = _strings(named.select(label=ibis.coalesce(line, _.object_id)))
    return pa.table(
        {
            "signal": pa.repeat(signal.name, len(ids)),
            "object_id": ids,
            "label": label,
            "node": pa.repeat(pa.scalar(signal.node, pa.string()), len(ids)),
            "timeless": pa.repeat(signal.timeless, len(ids)),
            "family": pa.repeat(signal.family or signal.name, len(ids)),
        }
    )


def _strings(column: ir.Table) -> pa.Array:
    """Return the only column of an expression."""
    return column.to_pyarrow().column(0).combine_chunks()
