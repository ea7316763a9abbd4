"""Leiden (Traag, Waltman and van Eck 2019) on modularity, by igraph."""

from __future__ import annotations

import random

import igraph
import numpy as np

from detection.arrays import Ints
from detection.bursts.algorithms.graph import WeightedGraph, in_node_order

ITERATIONS = 4
"""Passes over the graph; later ones move almost nothing."""


def leiden(graph: WeightedGraph, seed: int) -> Ints:
    """Return communities that are connected and locally best in modularity."""
    linked = igraph.Graph(n=graph.nodes, edges=np.column_stack((graph.a, graph.b)))
    # igraph has one generator for all: it begins anew with each call, so that calls do not matter
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    found = linked.community_leiden(
        objective_function="modularity", weights=graph.weight.tolist(), n_iterations=ITERATIONS
    )
    return in_node_order(np.asarray(found.membership, dtype=np.int64))
