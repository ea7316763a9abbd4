"""The tables `entities` and `mentions` of a study: who is watched, and which posts name whom."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.watchlist.matching import Names
from campaign.watchlist.model import Watchlist
from detection.arrays import Ints, ints
from detection.text.minhash import WORKERS
from vault.study_schema import STUDY

BATCH_BYTES: Final = 4 << 20
"""What is searched at once: bounds the memory that a flood of names takes."""
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
    schema = STUDY["mentions"]
    if not watchlist.entities or texts.num_rows == 0:
        return schema.empty_table()
    # A text that was posted a million times is searched once.
    coded: pa.DictionaryArray = texts["text"].cast(pa.large_string()).combine_chunks()
    coded = coded.dictionary_encode()
    text, entity, count = _counted(coded.dictionary, Names(watchlist))
    post, row = _posts_of(text, np.asarray(coded.indices.to_numpy(), dtype=np.int64))
    ids = pa.array([each.entity_id for each in watchlist.entities], pa.string())
    found = texts.select(list(_OF_POST)).take(post)
    found = found.append_column("entity_id", ids.take(pa.array(entity[row])))
    found = found.append_column("count", pa.array(count[row]))
    order = [("post_id", "ascending"), ("entity_id", "ascending")]
    return found.select(schema.names).cast(schema).sort_by(order).combine_chunks()


def _counted(texts: pa.Array, names: Names) -> tuple[Ints, Ints, Ints]:
    """Return text, entity, count for every text that names an entity; sorted."""
    size = np.cumsum(np.asarray(pc.binary_length(texts).to_numpy(), dtype=np.int64))
    edges = np.unique(np.searchsorted(size // BATCH_BYTES, np.arange(size[-1] // BATCH_BYTES + 1)))
    begins, ends = edges.tolist(), [*edges.tolist()[1:], len(texts)]
    with ThreadPoolExecutor(WORKERS) as pool:
        batches = zip(begins, ends, strict=True)
        parts = list(pool.map(lambda at: _times(texts[at[0] : at[1]], at[0], names), batches))
    text, entity, count = np.concatenate(parts, axis=1)
    return text, entity, count


def _times(texts: pa.Array, first: int, names: Names) -> Ints:
    """Return text, entity, count of some texts, as columns; their numbers go on from `first`."""
    found = names.find(texts)
    pairs = np.stack((ints(found, "row") + first, ints(found, "entity")))
    once, count = np.unique(pairs, axis=1, return_counts=True)
    return np.concatenate((once, count[np.newaxis].astype(np.int64)))


def _posts_of(text: Ints, code: Ints) -> tuple[Ints, Ints]:
    """Return post, row for every post with a text that names somebody.

    Args:
        text: Text of each row of `_counted`, sorted.
        code: Text of each post.
    """
    first, behind = np.searchsorted(text, code), np.searchsorted(text, code, side="right")
    rows = behind - first
    post = np.repeat(np.arange(code.size), rows)
    within = np.arange(post.size) - np.repeat(np.cumsum(rows) - rows, rows)
    return post, np.repeat(first, rows) + within
