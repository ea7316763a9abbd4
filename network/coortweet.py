"""The network of CooRTweet 2.1.3: accounts that share the same objects within a time window.

The steps, as its detect_groups, flag_speed_share and generate_coordinated_network take them:
1. An account with fewer than `min_participation` rows in the whole input is left out.
2. Two shares of one object pair when their times differ by at most the window; not when account or
   post is the same, nor when a post is itself the object.
3. A pair stays when the post of *either* side belongs to an account that still has
   `min_participation` rows with a paired post. So a partner may have fewer.
4. The weight of an edge is the number of pairs: three posts of one and three of the other, with
   one URL and at one time, make nine.
5. An edge is over the threshold when its weight is above, not at, the quantile of all weights.

Two things differ from CooRTweet on purpose. It orders the two accounts of an edge and not their
posts, so that its n_content_id, n_content_id_y and edge_symmetry_score belong to no account in
particular: here each count is of the posts of the account it stands with. And its order of
accounts follows the locale of the machine: here account_a is the one before in the order of code
points.
Source: N. Righetti, P. Balluff, CooRTweet, 2025; the package's source, version 2.1.3.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints
from marionet.progress import SILENT, Progress
from network.coincidence import Rows, count_pairs, find_paired, new_rows, new_tally
from network.network import Network
from network.shares import Shares, codes_of, pair_codes, sort_shares
from network.spool import spool
from network.table_file import as_ids, as_seconds, read_columns
from network.thresholds import Selection, nodes_of, select

COLUMNS: Final = ("object_id", "account_id", "content_id", "timestamp_share")
"""The columns of CooRTweet's input."""

_EDGE: Final = (
    ("weight", pa.int64()),
    ("avg_time_delta", pa.float64()),
    ("n_content_id_a", pa.int64()),
    ("n_content_id_b", pa.int64()),
    ("edge_symmetry_score", pa.float64()),
)
_ROOM = 1 << 19
_BUDGET = 1 << 25


@dataclass(frozen=True, slots=True)
class Options:
    """What CooRTweet asks of its user, with its defaults.

    Attributes:
        time_window: Seconds, at most, between two shares.
        min_participation: Least number of rows of an account.
        edge_weight: Which quantile of the weights is the threshold, 0 to 1.
        fast: A narrower window, seconds, whose pairs are counted apart; None: none.
        subgraph: 0 the whole network; 1 edges over the threshold; 2 edges over the threshold of the
            narrower window; 3 the accounts of those, their neighbours and all edges among them.
    """

    time_window: float = 10.0
    min_participation: int = 2
    edge_weight: float = 0.5
    fast: float | None = None
    subgraph: int = 0


def read_shares(path: Path) -> pa.Table:
    """Read CooRTweet's four columns from a CSV or Parquet file.

    Raises:
        NotFound: There is no such file.
        LoadError: It cannot be read, lacks a column, or has a time that is none.
    """
    raw = read_columns(path, COLUMNS)
    columns = [as_ids(raw[name]) for name in COLUMNS[:3]]
    return pa.table([*columns, as_seconds(raw[COLUMNS[3]], path, COLUMNS[3])], names=COLUMNS)


def coortweet_network(
    layers: Sequence[pa.Table], options: Options, scratch: Path, progress: Progress = SILENT
) -> Network:
    """Return the network of one or more tables of shares.

    Complexity: a sort of the rows, then the pairs of shares within the window; memory grows with
    rows and accounts, edges are on disk.

    Args:
        layers: Tables, each looked at by itself, their pairs counted together; columns object_id,
            account_id, content_id (strings) and timestamp_share (seconds, float64).
        options: What to look for.
        scratch: A folder that lives as long as the network.
        progress: Where steps are reported to.
    """
    coded = _encode(layers, options.min_participation)
    found = spool(
        scratch / "edges.arrow",
        _schema(fast=options.fast is not None),
        _edges(coded, options, progress),
    )
    accounts = len(coded.names)
    chosen = select(found, options.edge_weight, options.subgraph, accounts)
    nodes = nodes_of(chosen, accounts)
    return Network(
        names=coded.names,
        nodes=nodes,
        labels=_labels(chosen, accounts),
        ends=("account_a", "account_b"),
        columns=_columns(chosen),
        batches=chosen.batches,
        rows=sum(batch.num_rows for batch in chosen.batches()),
        directed=False,
        notes=_notes(layers, coded, chosen),
    )


@dataclass(frozen=True, slots=True)
class _Coded:
    """The rows of the accounts that take part often enough, as codes; -1 where an id is missing.

    Attributes:
        names: Ids of the accounts.
        part: Pair of layer and account of each row.
        content: Pair of layer and post of each row.
        contents: How many of these there are.
        shares: The rows that can pair.
    """

    names: pa.Array
    part: Ints
    content: Ints
    contents: int
    shares: Shares


def _encode(layers: Sequence[pa.Table], least: int) -> _Coded:
    table = pa.concat_tables(layers)
    layer = np.repeat(np.arange(len(layers)), [part.num_rows for part in layers])
    names, account = codes_of(table["account_id"])
    _, post = codes_of(table["content_id"])
    _, object_ = codes_of(table["object_id"])
    at = np.asarray(table["timestamp_share"].fill_null(np.nan).to_numpy(), dtype=np.float64)
    part, content = pair_codes(layer, account), pair_codes(layer, post)
    often = (np.bincount(part)[part] >= least) & (account >= 0)
    itself = pc.equal(table["object_id"], table["content_id"]).fill_null(pa.scalar(value=False))
    able = often & (post >= 0) & (object_ >= 0) & ~np.isnan(at) & ~itself.to_numpy()
    shares = sort_shares(
        account[able],
        content[able],
        pair_codes(account[able], post[able]),
        pair_codes(layer[able], object_[able]),
        at[able],
        len(names),
    )
    return _Coded(names, part[often], content[often], int(content.max(initial=-1)) + 1, shares)


def _anchors(coded: _Coded, window: float, least: int, pairs: Flags) -> Flags:
    """Return the posts one of which a pair must have: of accounts with rows enough that pair."""
    if least < 1:
        return np.ones(coded.contents, dtype=np.bool_)
    rows = find_paired(coded.shares, window, pairs)[coded.content]
    part, content = coded.part[rows], coded.content[rows]
    anchors = np.zeros(coded.contents, dtype=np.bool_)
    anchors[content[np.bincount(part)[part] >= least]] = True
    return anchors


def _edges(coded: _Coded, options: Options, progress: Progress) -> Iterator[pa.RecordBatch]:
    """Count the pairs, some accounts at a time."""
    windows = options.time_window, -1.0 if options.fast is None else options.fast
    everywhere = np.ones(coded.contents, dtype=np.bool_)
    full = _anchors(coded, windows[0], options.min_participation, everywhere)
    fast = full if options.fast is None else _fast_anchors(coded, options, full)
    accounts, shares = len(coded.names), coded.shares
    tallies = new_tally(shares), new_tally(shares)
    rows = new_rows(accounts + _ROOM), new_rows(accounts + _ROOM)
    account = edges = 0
    with progress.step("counting pairs", accounts, "accounts") as step:
        while account < accounts:
            following, written = count_pairs(
                shares, account, windows, (full, fast), tallies, rows, _BUDGET
            )
            edges += written
            step.advance(following - account)
            step.note(f"{edges:,} edges")
            account = following
            yield _batch(rows, written, fast=options.fast is not None)


def _fast_anchors(coded: _Coded, options: Options, full: Flags) -> Flags:
    """Return the same for the narrower window: only pairs that stayed are looked at."""
    assert options.fast is not None  # noqa: S101 - the caller asks only then
    window = min(options.fast, options.time_window)
    return _anchors(coded, window, options.min_participation, full)


def _schema(*, fast: bool) -> pa.Schema:
    fields = [("a", pa.int64()), ("b", pa.int64()), *_EDGE]
    if fast:
        fields += [(f"{name}_fast", kind) for name, kind in _EDGE]
    return pa.schema(fields)


def _batch(rows: tuple[Rows, Rows], written: int, *, fast: bool) -> pa.RecordBatch:
    order = np.lexsort((rows[0].b[:written], rows[0].a[:written]))
    arrays = [pa.array(ends[:written][order]) for ends in (rows[0].a, rows[0].b)]
    for counted in rows if fast else rows[:1]:
        arrays += _attributes(counted, order)
    return pa.record_batch(arrays, schema=_schema(fast=fast))


def _attributes(rows: Rows, order: Ints) -> list[pa.Array]:
    """Return the attributes of the edges in this order; null where no pair was counted."""
    weight, own, theirs = rows.weight[order], rows.own[order], rows.theirs[order]
    none = weight == 0
    mean = rows.gap[order] / np.maximum(weight, 1)
    symmetry = np.minimum(own, theirs) / np.maximum(np.maximum(own, theirs), 1)
    values = (weight, mean, own, theirs, symmetry)
    return [pa.array(column, mask=none) for column in values]


def _columns(chosen: Selection) -> pa.Schema:
    flags = ["weight_threshold"] + (["weight_threshold_fast"] if chosen.fast is not None else [])
    fields = list(_schema(fast=chosen.fast is not None))[2:]
    return pa.schema([*fields, *((name, pa.int64()) for name in flags)])


def _labels(chosen: Selection, accounts: int) -> dict[str, pa.Array]:
    """Return color_v for subgraph 3: 1 for the accounts of edges over the fast threshold."""
    if chosen.subgraph != 3:
        return {}
    core = nodes_of(replace(chosen, subgraph=2, context=None), accounts)
    return {"color_v": pa.array(core.astype(np.int64))}


def _notes(layers: Sequence[pa.Table], coded: _Coded, chosen: Selection) -> tuple[str, ...]:
    rows = sum(layer.num_rows for layer in layers)
    few = rows - coded.part.size
    notes = [f"{few:,} of {rows:,} rows are of accounts with too few rows."] if few else []
    unable = coded.part.size - coded.shares.account.size
    if unable:
        notes.append(f"{unable:,} rows lack an id or the time, or are of the object itself.")
    limit = f"The weight of an edge over the threshold is above {chosen.full:g}"
    if chosen.fast is not None:
        limit += f"; within the fast window, above {chosen.fast:g}"
    return (*notes, limit + ".")
