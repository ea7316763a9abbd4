"""The tables `entities` and `mentions` of a study: who is watched, and which posts name whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final

import numpy as np
import pyarrow as pa

from campaign.watchlist.matching import Names
from campaign.watchlist.model import Watchlist
from detection.arrays import Ints, ints
from detection.text.minhash import WORKERS
from vault.study_schema import STUDY

BATCH_ROWS: Final = 20_000
_OF_POST: Final = ("post_id", "account_id", "at")


def entity_rows(watchlist: Watchlist) -> pa.Table:
    """Return the table `entities` of a watch list, in its order."""
    rows = [
        {
            "entity_id": entity.entity_id,
            "name": entity.name,
            "kind": entity.kind,
            "side": entity.side,
            "aliases": json.dumps(entity.aliases, ensure_ascii=False),
            "explanation": entity.explanation,
            "at": entity.at,
        }
        for entity in watchlist.entities
    ]
    return pa.Table.from_pylist(rows, schema=STUDY["entities"])


def find_mentions(texts: pa.Table, watchlist: Watchlist) -> pa.Table:
    """Return the table `mentions`: which posts name which entity how often, by post_id.

    Args:
        texts: Columns post_id, account_id, at, text: the own words of posts, see
            detection.text.forms.own_texts.
        watchlist: Whom to look for.
    """
    empty = STUDY["mentions"].empty_table()
    if not watchlist.entities:
        return empty
    names = Names(watchlist)
    # Compiling the automaton holds for all batches, and two threads share what waits for none.
    with ThreadPoolExecutor(WORKERS) as pool:
        batches = iter(texts.select([*_OF_POST, "text"]).to_batches(max_chunksize=BATCH_ROWS))
        found = pa.concat_tables([empty, *_in_turn(pool, batches, names)])
    order = [("post_id", "ascending"), ("entity_id", "ascending")]
    return found.sort_by(order).combine_chunks()


def _in_turn(
    pool: ThreadPoolExecutor, batches: Iterable[pa.RecordBatch], names: Names
) -> Iterator[pa.Table]:
    """Map a few batches at a time: forms of all at once would not fit into memory."""
    waiting = iter(batches)
    while group := list(islice(waiting, WORKERS)):
        yield from pool.map(lambda batch: _counted(batch, names), group)


def _counted(batch: pa.RecordBatch, names: Names) -> pa.Table:
    found = names.find(batch["text"])
    row, entity, count = _times(ints(found, "row"), ints(found, "entity"))
    ids = pa.array([each.entity_id for each in names.watchlist.entities], pa.string())
    of_post = pa.table({name: batch[name] for name in _OF_POST}).take(row)
    rows = of_post.append_column("entity_id", ids.take(entity)).append_column("count", count)
    schema = STUDY["mentions"]
    return rows.select(schema.names).cast(schema)


def _times(row: Ints, entity: Ints) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return each pair once, and how often it is there."""
    pairs, count = np.unique(np.stack((row, entity)), axis=1, return_counts=True)
    return pa.array(pairs[0]), pa.array(pairs[1]), pa.array(count.astype(np.int64))
