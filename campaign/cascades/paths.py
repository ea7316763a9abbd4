"""The way of a repost where only the first post is named: through the reposts that it quotes.

Weibo names the first post of a chain and quotes those between in the text, nearest first: `own
words//@b:their words//@c:...`. The post passed on is then the latest earlier repost of the same
first post by the account called b: inferred, since an account may repost twice. Exports that have
the id of that repost are believed first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from campaign.cascades.forest import NONE, Forest, grown, rows_of
from campaign.cascades.links import PARENT
from detection.arrays import Flags, Ints
from loaders.canonical.text import reposted_in
from loaders.canonical.weibo_id import mid_of_bid

_MOST = 4_000  # characters of a text that are read
_MOST_STEPS = 100  # of a chain that are believed


def told_parents(paths: pa.Table, forest: Forest) -> Ints:
    """Return the row of the post passed on where an export has its id, NONE elsewhere.

    Args:
        paths: Columns post_id, extra.
        forest: Whose rows are told.
    """
    told = [
        (post, _told(post, extra))
        for post, extra in zip(
            paths["post_id"].to_pylist(), paths["extra"].to_pylist(), strict=True
        )
        if extra
    ]
    parent = np.full(len(forest.posts), NONE, dtype=np.int64)
    named = [(post, target) for post, target in told if target is not None and target != post]
    rows = rows_of(pa.array([post for post, _ in named], pa.string()), forest.posts)
    targets = rows_of(pa.array([target for _, target in named], pa.string()), forest.posts)
    parent[rows[rows != NONE]] = targets[rows != NONE]
    return parent


def quoted(paths: pa.Table, forest: Forest, accounts: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Return whom each post passed on as its text tells, and over how many quoted reposts.

    Args:
        paths: Columns post_id, text.
        forest: Whose rows are told.
        accounts: Handle or name -> number of the account.

    Returns:
        Number of the account whose repost was passed on (NONE: not told, or unknown), and the
        length of the chain (0: not told), both by row of the forest.
    """
    named = np.full(len(forest.posts), NONE, dtype=np.int64)
    steps = np.zeros(len(forest.posts), dtype=np.int64)
    rows = rows_of(paths["post_id"], forest.posts)
    for row, text in zip(rows.tolist(), paths["text"].to_pylist(), strict=True):
        chain = reposted_in(text[:_MOST]) if text and row != NONE else ()
        if chain:
            named[row] = accounts.get(chain[0], NONE)
            steps[row] = min(len(chain), _MOST_STEPS)
    return named, steps


def nearest_before(account: Ints, named: Ints, top: Ints, at: Ints) -> Ints:
    """Return the row of the latest post of the named account before each, under the same top.

    Args:
        account: Number of the account of each post; NONE: unknown.
        named: Number of the account whose post is looked for; NONE: nobody's.
        top: First post of each.
        at: Time of each, any unit.

    Returns:
        Rows, NONE where there is none. O(n log n).
    """
    seeking = np.flatnonzero(named != NONE)
    there = np.flatnonzero(account != NONE)
    rows = np.concatenate([there, seeking])
    is_query: Flags = np.arange(rows.size) >= there.size
    who = np.concatenate([account[there], named[seeking]])
    order = np.lexsort((is_query, at[rows], who, top[rows]))
    # a post that stands last before the query in the same group of top and account
    place = np.where(is_query[order], NONE, np.arange(order.size))
    last = np.maximum.accumulate(place) if place.size else place
    found = np.full(account.size, NONE, dtype=np.int64)
    for_query = order[is_query[order]]
    before = last[is_query[order]]
    candidate = rows[order[np.maximum(before, 0)]]
    asker = rows[for_query]
    fits = (before != NONE) & (account[candidate] == named[asker]) & (candidate != asker)
    fits &= (top[candidate] == top[asker]) & (at[candidate] < at[asker])
    found[asker[fits]] = candidate[fits]
    return found


def rehung(forest: Forest, told: Ints, found: Ints, steps: Ints) -> Forest:
    """Return the forest with reposts under what they passed on instead of under the first post.

    Only posts that hung under the first post itself move, and only within its tree. A chain tells
    at least how deep a post stands, also where the reposts between are not in the collection.
    """
    better = np.where(told != NONE, told, found)
    direct = (forest.depth == 1) & (better != NONE)
    direct &= forest.top[np.maximum(better, 0)] == forest.top
    moved = grown(forest.posts, np.where(direct, better, forest.parent))
    whole = np.array_equal(moved.top, forest.top)  # a circle would have parted a tree
    kept = moved if whole else forest
    deep = np.where(forest.depth > 0, np.maximum(kept.depth, np.minimum(steps + 1, _MOST_STEPS)), 0)
    return Forest(kept.posts, kept.parent, kept.top, np.where(steps > 0, deep, kept.depth))


def _told(post: str, extra: str) -> str | None:
    try:
        fields: Any = msgspec.json.decode(extra)
    except msgspec.DecodeError:
        return None
    native = fields.get(PARENT) if isinstance(fields, dict) else None
    if not isinstance(native, str | int):
        return None
    text = str(native)
    mid = text if text.isdecimal() else mid_of_bid(text) or text
    return f"{post.partition(':')[0]}:{mid}"
