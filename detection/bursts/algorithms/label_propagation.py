"""Label propagation (Raghavan, Albert and Kumara 2007), by networkx: fast and coarse."""

from __future__ import annotations

from networkx.algorithms.community import asyn_lpa_communities

from detection.arrays import Ints
from detection.bursts.algorithms.graph import WeightedGraph, labels_of
from detection.bursts.algorithms.louvain import as_networkx


def label_propagation(graph: WeightedGraph, seed: int) -> Ints:
    """Return communities in which each node has the label of most of its neighbours' weight."""
    found = asyn_lpa_communities(as_networkx(graph), weight="weight", seed=seed)
    return labels_of(found, graph.nodes)
