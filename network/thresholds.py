"""Edges over the threshold of their weight, and the subgraphs that CooRTweet makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints
from network.spool import Spool


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken of a network, and the thresholds that its edges are marked with.

    Attributes:
        edges: All edges: a, b, weight and more; with weight_fast where a fast window was asked for.
        full: Threshold of `weight`.
        fast: Threshold of `weight_fast`; None without a fast window.
        subgraph: 0 to 3, as `coortweet.Options` has it.
        context: By account, whether it is in subgraph 3; None for the others.
    """

    edges: Spool
    full: float
    fast: float | None
    subgraph: int
    context: Flags | None = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the chosen edges with `weight_threshold` (and `weight_threshold_fast`), 0 or 1."""
        for batch in self.edges.batches():
            marked = self._marked(batch)
            chosen = self._chosen(marked)
            yield marked if chosen is None else marked.filter(pa.array(chosen))

    def _marked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        over = (_ints(batch, "weight") > self.full).astype(np.int64)
        marked = batch.append_column("weight_threshold", pa.array(over))
        if self.fast is None:
            return marked
        weight = _ints(batch, "weight_fast")
        over = pa.array((weight > self.fast).astype(np.int64), mask=weight == 0)
        return marked.append_column("weight_threshold_fast", over)

    def _chosen(self, marked: pa.RecordBatch) -> Flags | None:
        if self.subgraph == 1:
            return _ints(marked, "weight_threshold") == 1
        if self.subgraph == 2:
            return _ints(marked, "weight_threshold_fast") == 1
        if self.context is not None:
            return self.context[_ints(marked, "a")] & self.context[_ints(marked, "b")]
        return None


def _ints(batch: pa.RecordBatch, name: str) -> Ints:
    column = batch.column(name).fill_null(0)
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)


def select(edges: Spool, quantile: float, subgraph: int, accounts: int) -> Selection:
    """Return the selection of a subgraph, with thresholds from all edges.

    Args:
        edges: All edges.
        quantile: Which quantile of the weights is the threshold.
        subgraph: 0 to 3.
        accounts: How many account codes there are.
    """
    full, fast, quick = Counter[int](), Counter[int](), False
    for batch in edges.batches():
        full.update(_histogram(_ints(batch, "weight")))
        if "weight_fast" in batch.schema.names:
            quick = True
            weight = _ints(batch, "weight_fast")
            fast.update(_histogram(weight[weight > 0]))
    limits = weight_quantile(full, quantile), weight_quantile(fast, quantile) if quick else None
    if subgraph != 3:
        return Selection(edges, *limits, subgraph)
    core = nodes_of(Selection(edges, *limits, 2), accounts)
    around = core.copy()
    for batch in edges.batches():
        a, b = _ints(batch, "a"), _ints(batch, "b")
        around[a[core[b]]] = around[b[core[a]]] = True
    return Selection(edges, *limits, subgraph, around)


def nodes_of(selection: Selection, accounts: int) -> Flags:
    """Return which accounts have an edge of the selection."""
    nodes = np.zeros(accounts, dtype=np.bool_)
    for batch in selection.batches():
        nodes[_ints(batch, "a")] = nodes[_ints(batch, "b")] = True
    return nodes


def _histogram(weights: Ints) -> dict[int, int]:
    values, counts = np.unique(weights, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def weight_quantile(counts: Counter[int], quantile: float) -> float:
    """Return a quantile of weights, the one that R gives unless it is told otherwise (type 7).

    With x the n sorted weights and h = (n - 1) q counted from 0: x[floor h] and x[floor h + 1] are
    interpolated by the fraction of h. Without weights it is 0.
    Source: R. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996, definition 7.

    Args:
        counts: How many edges have each weight.
        quantile: 0 to 1.
    """
    if not counts:
        return 0.0
    weights = np.array(sorted(counts), dtype=np.int64)
    ends = np.cumsum([counts[int(weight)] for weight in weights])
    h = (int(ends[-1]) - 1) * quantile
    low = int(weights[np.searchsorted(ends, int(h), side="right")])
    high = int(weights[np.searchsorted(ends, min(int(h) + 1, int(ends[-1]) - 1), side="right")])
    fraction = h - int(h)
    return low if low == high else (1 - fraction) * low + fraction * high
