"""Louvain (Blondel et al. 2008), by python-louvain; some minutes from a million edges on."""

from __future__ import annotations

import community
import networkx as nx
import numpy as np

from detection.arrays import Ints
from detection.bursts.algorithms.graph import WeightedGraph, in_node_order


def as_networkx(graph: WeightedGraph) -> nx.Graph[int]:
    """Return the graph with its nodes and edges in order: algorithms visit them in that order."""
    linked: nx.Graph[int] = nx.Graph()
    linked.add_nodes_from(range(graph.nodes))
    edges = zip(graph.a.tolist(), graph.b.tolist(), graph.weight.tolist(), strict=True)
    linked.add_weighted_edges_from(edges)
    return linked


def louvain(graph: WeightedGraph, seed: int) -> Ints:
    """Return communities that are locally best in modularity."""
    found = community.best_partition(as_networkx(graph), weight="weight", random_state=seed)
    labels = [found[node] for node in range(graph.nodes)]
    return in_node_order(np.array(labels, dtype=np.int64))
