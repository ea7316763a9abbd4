"""Leiden (Traag, Waltman and van Eck 2019) on modularity, by igraph and leidenalg."""

from __future__ import annotations

import igraph
import leidenalg
import numpy as np

from detection.algorithms.graph import WeightedGraph, in_node_order
from detection.arrays import Ints

ITERATIONS = 4
"""Passes over the graph; later ones move almost nothing."""


def leiden(graph: WeightedGraph, seed: int) -> Ints:
    """Return communities that are connected and locally best in modularity."""
    linked = igraph.Graph(n=graph.nodes, edges=np.column_stack((graph.a, graph.b)))
    found = leidenalg.find_partition(
        linked,
        leidenalg.ModularityVertexPartition,
        weights=graph.weight.tolist(),
        n_iterations=ITERATIONS,
        seed=seed,
    )
    return in_node_order(np.asarray(found.membership, dtype=np.int64))
