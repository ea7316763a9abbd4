"""The networks of the coordination-network-toolkit (CNT) 1.5.2: directed, weighted by messages.

An edge goes from account 1 to account 2 when `min_edge_weight` messages of account 1 each have a
message of account 2 at most `time_window` seconds away, with
- co_retweet: the same repost_id;
- co_tweet: the same text (no reposts), lower case, without mentions, white space as one space;
- co_similar_tweet: similar words (no reposts), see similarity.py and words.py;
- co_link: a URL in common (no reposts);
- co_reply: the same reply_id (no reposts);
- co_post: nothing in common but the time.

What CNT 1.5.2 does otherwise, and `as_shipped` brings back: it takes the empty list of URLs for a
list of one empty URL, so that all messages without a URL link to the same page; and it pairs every
message with itself, so that every account that could have an edge has one to itself.
Source: T. Graham, S. Hames, E. Alpert, The coordination network toolkit, 2024; its source.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints, first_seen
from marionet.progress import SILENT, Progress
from network.directed import (
    LOOPS,
    NO_LOOPS,
    SHIPPED_LOOPS,
    Counts,
    Edges,
    count_edges,
    new_counts,
    new_edges,
)
from network.messages import Messages
from network.network import Network
from network.shares import codes_of, pair_codes, sort_shares
from network.similarity import count_similar, index_texts
from network.spool import spool
from network.words import normal_text, word_sets

LAYERS: Final = {
    "co_retweet": (),
    "co_tweet": ("message",),
    "co_similar_tweet": ("message",),
    "co_link": ("urls",),
    "co_reply": ("reply_id",),
    "co_post": (),
}
"""The networks, and which columns each needs beside ids, names and times."""

_ROOM: Final = 1 << 19
_BUDGET: Final = 1 << 25
_SPOOLED: Final = pa.schema([("a", pa.int64()), ("b", pa.int64()), ("weight", pa.int64())])
_Step = Callable[[int, Counts, Edges], tuple[int, int]]
"""Counts the edges of some accounts, from this one on; returns where to go on, and their number."""


@dataclass(frozen=True, slots=True)
class Options:
    """What CNT asks of its user, with the defaults of its command line.

    Attributes:
        layer: One of `LAYERS`.
        time_window: Seconds, at most, between two messages.
        min_edge_weight: Least weight of an edge.
        similarity_threshold: Least similarity of two texts, above 0, up to 1.
        min_document_size: Texts of fewer words are like no other.
        self_loops: Whether accounts are paired with themselves.
        as_shipped: Whether the faults of CNT 1.5.2 are reproduced.
    """

    layer: str
    time_window: float = 1.0
    min_edge_weight: int = 2
    similarity_threshold: float = 0.8
    min_document_size: int = 1
    self_loops: bool = False
    as_shipped: bool = False

    @property
    def loops(self) -> int:
        """How accounts are paired with themselves."""
        if not self.self_loops:
            return NO_LOOPS
        return SHIPPED_LOOPS if self.as_shipped else LOOPS


@dataclass(frozen=True, slots=True)
class _Touched:
    """Which rows touch which objects; rows that touch none are not there."""

    row: Ints
    object: Ints


def cnt_network(
    messages: Messages, options: Options, scratch: Path, progress: Progress = SILENT
) -> Network:
    """Return one of CNT's networks.

    Complexity: a sort of the messages, then the pairs within the window that have the object in
    common, or for similar texts a rare word; memory grows with messages, edges are on disk.

    Args:
        messages: The messages.
        options: What to look for.
        scratch: A folder that lives as long as the network.
        progress: Where steps are reported to.
    """
    similar = options.layer == "co_similar_tweet"
    step = (_similar_step if similar else _object_step)(messages, options)
    accounts = len(messages.names)
    found = spool(scratch / "edges.arrow", _SPOOLED, _edges(step, accounts, progress))
    nodes = np.zeros(accounts, dtype=np.bool_)
    for batch in found.batches():
        for end in ("a", "b"):
            nodes[batch[end].to_numpy()] = True
    kind = pa.field("edge_type", pa.string())

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in found.batches():
            yield batch.append_column(kind, pa.repeat(options.layer, batch.num_rows))

    return Network(
        names=messages.names,
        nodes=nodes,
        labels={"username": _usernames(messages)},
        ends=("source", "target"),
        columns=pa.schema([("weight", pa.int64()), kind]),
        batches=batches,
        rows=found.rows,
        directed=True,
        notes=_notes(messages),
    )


def _edges(step: _Step, accounts: int, progress: Progress) -> Iterator[pa.RecordBatch]:
    counts, edges = new_counts(accounts), new_edges(accounts + _ROOM)
    account = total = 0
    with progress.step("counting pairs", accounts, "accounts") as shown:
        while account < accounts:
            following, written = step(account, counts, edges)
            total += written
            shown.advance(following - account)
            shown.note(f"{total:,} edges")
            account = following
            order = np.lexsort((edges.b[:written], edges.a[:written]))
            columns = [pa.array(column[:written][order]) for column in edges]
            yield pa.record_batch(columns, schema=_SPOOLED)


def _object_step(messages: Messages, options: Options) -> _Step:
    touched = _touched(messages, options)
    account, message = messages.account[touched.row], messages.message[touched.row]
    authored = pair_codes(account, message)
    shares = sort_shares(
        account, message, authored, touched.object, messages.at[touched.row], len(messages.names)
    )
    return lambda start, counts, edges: count_edges(
        shares,
        start,
        options.time_window,
        options.min_edge_weight,
        options.loops,
        counts,
        edges,
        _BUDGET,
    )


def _touched(messages: Messages, options: Options) -> _Touched:
    own = messages.fresh & ~messages.reposted
    table = messages.table
    if options.layer == "co_retweet":
        return _by_value(messages.fresh & messages.reposted, table["repost_id"])
    if options.layer == "co_reply":
        return _by_value(own & table["reply_id"].is_valid().to_numpy(), table["reply_id"])
    if options.layer == "co_tweet":
        coded: pa.DictionaryArray = table["message"].combine_chunks().dictionary_encode()
        forms = pa.array([normal_text(text) for text in coded.dictionary.to_pylist()], pa.string())
        return _by_value(own, forms.take(coded.indices))
    if options.layer == "co_link":
        return _links(messages, empty=options.as_shipped)
    rows = np.flatnonzero(messages.fresh)
    return _Touched(rows, np.zeros_like(rows))


def _by_value(rows: Flags, values: pa.ChunkedArray | pa.Array) -> _Touched:
    places = np.flatnonzero(rows)
    return _Touched(places, codes_of(values.take(pa.array(places)))[1])


def _links(messages: Messages, *, empty: bool) -> _Touched:
    """Return the URLs of messages; also those of a repeated message_id, as CNT has it."""
    places = np.flatnonzero(~messages.reposted)
    urls = messages.table["urls"].take(pa.array(places)).combine_chunks()
    split = pc.split_pattern(urls, " ")
    row = places[split.value_parent_indices().to_numpy()]
    values = split.flatten()
    _, url = codes_of(values)
    first = first_seen(messages.message[row], url)
    if not empty:
        first &= pc.not_equal(values, "").to_numpy(zero_copy_only=False)
    return _Touched(row[first], url[first])


def _similar_step(messages: Messages, options: Options) -> _Step:
    rows = np.flatnonzero(messages.fresh & ~messages.reposted)
    texts = messages.table["message"].take(pa.array(rows)).combine_chunks().dictionary_encode()
    hashes, starts = word_sets(texts.dictionary.to_pylist())
    enough = np.diff(starts) >= max(options.min_document_size, 1)
    text = np.asarray(texts.indices.to_numpy(), dtype=np.int64)
    rows, text = rows[enough[text]], text[enough[text]]
    indexed = index_texts(
        messages.account[rows],
        messages.message[rows],
        messages.at[rows],
        text,
        (hashes, starts),
        options.similarity_threshold,
        len(messages.names),
    )
    compared = np.full(rows.size, -1, dtype=np.int64)
    return lambda start, counts, edges: count_similar(
        indexed,
        start,
        options.time_window,
        options.similarity_threshold,
        options.min_edge_weight,
        options.loops,
        counts,
        compared,
        edges,
        _BUDGET,
    )


def _usernames(messages: Messages) -> pa.Array:
    """Return of each account the greatest of its usernames, as CNT labels it."""
    values, code = codes_of(messages.table["username"])
    greatest = np.full(len(messages.names), -1, dtype=np.int64)
    np.maximum.at(greatest, messages.account[messages.fresh], code[messages.fresh])
    return values.take(pa.array(greatest, mask=greatest < 0))


def _notes(messages: Messages) -> tuple[str, ...]:
    repeated = int((~messages.fresh).sum())
    if not repeated:
        return ()
    return (f"{repeated:,} rows repeat a message_id: the first row of each is the message.",)
