"""Steps of cascades: one row for every post in a cascade that members of rings took part in."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.cascades.forest import NONE, Forest, plant, rows_of
from campaign.cascades.links import (
    ANSWERED,
    EXACT_S,
    PASSED,
    read_links,
    read_names,
    read_paths,
    read_posts,
)
from campaign.cascades.paths import nearest_before, quoted, rehung, told_parents
from campaign.cascades.waves import copy_steps
from campaign.case import Case
from detection.arrays import Flags, Ints, Reals
from manuscripts.kinds.names import MANUSCRIPT, UNCLEAR
from vault.schema import TIME

STEPS: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("root", pa.string()),  # post_id, or manuscript_id for copies
        ("wave", pa.int64()),  # of copies: how many waves came before; else 0
        ("post_id", pa.string()),
        ("account_id", pa.string()),  # null: a first post that is not in the collection
        ("at", TIME),
        ("depth", pa.int64()),  # null for copies: the text does not say where it is from
        ("first", pa.bool_()),  # whether it began the cascade or the wave
        ("author", pa.string()),  # whose post began it; null: not known, or several at once
        ("delay", pa.float64()),  # seconds since it began; null: not known
        ("leader", pa.string()),  # whose post was passed on, answered, copied
        ("lag", pa.float64()),  # seconds since that post
        ("linked", pa.bool_()),  # of copies: the post is a repost or an answer as well
    ]
)
FEWEST: Final = 2
"""Flagged accounts in a cascade before it is looked at: one alone coincides with nobody."""
_DAY_S: Final = EXACT_S["day"]
_US: Final = 1_000_000


def read_steps(case: Case) -> tuple[pa.Table, pa.Table]:
    """Return the steps of all cascades with two flagged accounts or more, and all links.

    Returns:
        STEPS, and the LINKS of the whole collection. Copies are those of manuscripts that the part
        before found, where it says nothing against software having written them.
    """
    links = read_links(case.relations, case.tables)
    flagged = case.relations.run(case.flagged().order_by("account_id"))["account_id"]
    linked = [
        _steps(case, links.filter(pc.equal(links["kind"], kind)), kind, flagged)
        for kind in (PASSED, ANSWERED)
    ]
    return pa.concat_tables([*linked, _copies(case, links, flagged)]), links


def _steps(case: Case, links: pa.Table, kind: str, flagged: pa.ChunkedArray) -> pa.Table:
    forest = plant(links["post_id"].combine_chunks(), links["target"].combine_chunks())
    posts = _known(case, links, forest)
    chosen = _chosen(forest, posts, flagged)
    if kind == PASSED:
        forest = _on_their_way(case, forest, posts, chosen)
    rows = np.flatnonzero(chosen)
    at, coarse = _times(posts)
    top, parent = forest.top[rows], forest.parent[rows]
    account = posts["account_id"]
    above = pa.array(np.where(parent == NONE, 0, parent), mask=parent == NONE)
    return pa.table(
        {
            "kind": pa.array([kind]).take(pa.array(np.zeros(rows.size, dtype=np.int64))),
            "root": forest.posts.take(pa.array(top)),
            "wave": np.zeros(rows.size, dtype=np.int64),
            "post_id": forest.posts.take(pa.array(rows)),
            "account_id": account.take(pa.array(rows)),
            "at": posts["at"].take(pa.array(rows)),
            "depth": forest.depth[rows],
            "first": parent == NONE,
            "author": account.take(pa.array(top)),
            "delay": _between(at, coarse, top, rows),
            "leader": account.take(above),
            "lag": _between(at, coarse, np.where(parent == NONE, rows, parent), rows),
            "linked": np.zeros(rows.size, dtype=np.bool_),
        }
    ).cast(STEPS)


def _known(case: Case, links: pa.Table, forest: Forest) -> pa.Table:
    """Return account_id, at, exact of each post of the forest; null where it is not there."""
    named = links.select(["post_id", "account_id", "at", "exact"])
    missing = forest.posts.filter(pc.invert(pc.is_in(forest.posts, value_set=links["post_id"])))
    first = read_posts(case.relations, case.tables, missing).select(named.column_names)
    there = pa.concat_tables([named, first.cast(named.schema)]).combine_chunks()
    rows = rows_of(forest.posts, there["post_id"].combine_chunks())
    return there.take(pa.array(np.maximum(rows, 0), mask=rows == NONE))


def _chosen(forest: Forest, posts: pa.Table, flagged: pa.ChunkedArray) -> Flags:
    """Return which posts stand in a tree with FEWEST flagged accounts, or begun by one."""
    known = posts["account_id"].combine_chunks()
    who = rows_of(known, flagged.combine_chunks())
    flags = who != NONE
    pairs = np.unique(np.stack([forest.top[flags], who[flags]], axis=1), axis=0)
    members = np.bincount(pairs[:, 0], minlength=flags.size)
    posts_in = np.bincount(forest.top, minlength=flags.size)
    tree = (posts_in > 1) & ((members >= FEWEST) | (flags & (members > 0)))
    chosen: Flags = tree[forest.top]
    return chosen


def _on_their_way(case: Case, forest: Forest, posts: pa.Table, chosen: Flags) -> Forest:
    """Return the forest with reposts under the repost that they passed on, where that is told."""
    direct = np.flatnonzero(chosen & (forest.depth == 1))
    wanted = forest.posts.take(pa.array(direct))
    paths = read_paths(case.relations, case.tables, wanted)
    if paths.num_rows == 0:
        return forest
    coded = posts["account_id"].combine_chunks().dictionary_encode()
    account = np.asarray(
        pc.fill_null(coded.indices, NONE).to_numpy(zero_copy_only=False), dtype=np.int64
    )
    names = read_names(case.relations, case.tables, coded.dictionary)
    numbers = rows_of(names["account_id"], coded.dictionary).tolist()
    called = dict(zip(names["called"].to_pylist(), numbers, strict=True))
    named, steps = quoted(paths, forest, called)
    at, _coarse = _times(posts)
    found = nearest_before(np.where(chosen, account, NONE), named, forest.top, at)
    return rehung(forest, told_parents(paths, forest), found, steps)


def _copies(case: Case, links: pa.Table, flagged: pa.ChunkedArray) -> pa.Table:
    copies = case.made.get("manuscript_copies")
    if copies is None or copies.num_rows == 0:
        return STEPS.empty_table()
    told = case.made.get("manuscripts")
    if told is not None and told.num_rows:
        copies = copies.filter(pc.is_in(copies["manuscript_id"], value_set=_paid(told)))
    posts = read_posts(case.relations, case.tables, pc.unique(copies["post_id"]))
    rows = rows_of(copies["post_id"], posts["post_id"].combine_chunks())
    exact = posts["exact"].take(pa.array(np.maximum(rows, 0), mask=rows == NONE))
    linked = pc.is_in(copies["post_id"], value_set=links["post_id"])
    placed = copies.select(["manuscript_id", "post_id", "account_id", "at"])
    placed = placed.append_column("exact", exact).append_column("linked", linked)
    return copy_steps(placed, flagged.combine_chunks(), FEWEST).cast(STEPS)


def _paid(manuscripts: pa.Table) -> pa.ChunkedArray:
    """Return the manuscripts that are not known to be something else: a share button, a joke."""
    kind = pc.fill_null(manuscripts["kind"], UNCLEAR)
    software = pc.is_in(kind, value_set=pa.array([MANUSCRIPT, UNCLEAR]))
    return manuscripts.filter(software)["manuscript_id"]


def _times(posts: pa.Table) -> tuple[Ints, Flags]:
    """Return the time of each post in microseconds, and which are not known to the minute."""
    at = pc.fill_null(posts["at"].cast(pa.int64()), 0).to_numpy()
    exact = pc.fill_null(posts["exact"], _DAY_S).to_numpy()
    vague = pc.is_null(posts["at"]).to_numpy() | (exact >= _DAY_S)
    return np.asarray(at, dtype=np.int64), np.asarray(vague, dtype=np.bool_)


def _between(at: Ints, vague: Flags, start: Ints, end: Ints) -> pa.Array:
    """Return the seconds from one post to another; null where unknown or backwards."""
    seconds: Reals = (at[end] - at[start]) / _US
    return pa.array(seconds, mask=vague[start] | vague[end] | (seconds < 0))
