"""What every community algorithm takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from detection.arrays import Ints, Reals


@dataclass(frozen=True, slots=True)
class WeightedGraph:
    """An undirected weighted graph without loops; nodes are 0 to nodes - 1.

    Attributes:
        nodes: How many nodes.
        a: One end of each edge.
        b: The other end, a != b; no edge stands twice.
        weight: Its weight, above 0.
    """

    nodes: int
    a: Ints
    b: Ints
    weight: Reals


Algorithm: TypeAlias = Callable[[WeightedGraph, int], Ints]
"""(graph, seed) -> community of each node, numbered by the smallest node of each."""


def in_node_order(labels: Ints) -> Ints:
    """Number communities from 0 in the order of their smallest nodes."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    place = np.empty(first.size, dtype=np.int64)
    place[np.argsort(first)] = np.arange(first.size)
    return place[inverse]


def labels_of(communities: Iterable[Iterable[int]], nodes: int) -> Ints:
    """Return the community of each node from the sets of nodes."""
    labels = np.zeros(nodes, dtype=np.int64)
    for community, members in enumerate(communities):
        for node in members:
            labels[node] = community
    return in_node_order(labels)
