"""Louvain (Blondel et al. 2008), by python-louvain; some minutes from a million edges on."""

from __future__ import annotations

import community
import networkx as nx

from detection.algorithms.graph import WeightedGraph, labels_of
from detection.arrays import Ints


def as_networkx(graph: WeightedGraph) -> nx.Graph:
    """Return the graph with its nodes and edges in order: algorithms visit them in that order."""
    linked: nx.Graph = nx.Graph()
    linked.add_nodes_from(range(graph.nodes))
    edges = zip(graph.a.tolist(), graph.b.tolist(), graph.weight.tolist(), strict=True)
    linked.add_weighted_edges_from(edges)
    return linked


def louvain(graph: WeightedGraph, seed: int) -> Ints:
    """Return communities that are locally best in modularity."""
    found = community.best_partition(as_networkx(graph), weight="weight", random_state=seed)
    return labels_of(found, graph.nodes)
