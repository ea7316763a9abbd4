"""Posts with words and namings of each account and day, in numbers."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Ints, ints


@dataclass(frozen=True, slots=True)
class Counts:
    """What was written when; accounts, days (UTC) and entities are numbers from 0.

    Attributes:
        accounts: Ids, sorted: the number of an account is its place.
        entities: Ids, sorted.
        account: Of each pair of account and day with posts.
        day: Of the same pair.
        posts: Posts with words of the pair.
        named: Columns entity, account, day, posts: posts that name the entity; sorted by entity.
    """

    accounts: pa.Array
    entities: pa.Array
    account: Ints
    day: Ints
    posts: Ints
    named: tuple[Ints, Ints, Ints, Ints]

    @property
    def days(self) -> int:
        """How many days there are, those without posts within included."""
        return int(self.day.max(initial=-1)) + 1


def count_days(texts: pa.Table, mentions: pa.Table) -> Counts:
    """Count the posts and namings of each account and day.

    Args:
        texts: Columns account_id, at: posts with words of their own.
        mentions: Table `mentions` of a study; every post of it is one of `texts`.
    """
    accounts = _sorted(texts["account_id"])
    entities = _sorted(mentions["entity_id"])
    first = _days(texts["at"]).min(initial=np.iinfo(np.int64).max)
    account, day, posts = _grouped(
        _places(texts["account_id"], accounts), _days(texts["at"]) - first
    )
    entity, namer, when, times = _grouped(
        _places(mentions["entity_id"], entities),
        _places(mentions["account_id"], accounts),
        _days(mentions["at"]) - first,
    )
    return Counts(accounts, entities, account, day, posts, (entity, namer, when, times))


def _sorted(column: pa.ChunkedArray) -> pa.Array:
    found: Any = pc.unique(column.cast(pa.string()))
    return found.take(pc.sort_indices(found))


def _places(column: pa.ChunkedArray, among: pa.Array) -> Ints:
    places: Any = pc.index_in(column.cast(pa.string()), among)
    return ints(pa.table({"place": places}), "place")


def _days(column: pa.ChunkedArray) -> Ints:
    return ints(pa.table({"at": column}), "at") // 86_400_000_000


def _grouped(*keys: Ints) -> tuple[Ints, ...]:
    """Return each combination of keys once, sorted, and how many rows have it."""
    table = pa.table({str(n): key for n, key in enumerate(keys)})
    names = table.column_names
    counted = table.group_by(names).aggregate([([], "count_all")])
    counted = counted.sort_by([(name, "ascending") for name in names])
    return tuple(ints(counted, name) for name in (*names, "count_all"))
