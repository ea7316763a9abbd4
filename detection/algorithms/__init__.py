"""Community algorithms by name; the first is the default."""

from collections.abc import Mapping
from types import MappingProxyType

from detection.algorithms.graph import Algorithm, WeightedGraph
from detection.algorithms.label_propagation import label_propagation
from detection.algorithms.leiden import leiden
from detection.algorithms.louvain import louvain

ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {"leiden": leiden, "louvain": louvain, "label-propagation": label_propagation}
)

__all__ = ["ALGORITHMS", "Algorithm", "WeightedGraph"]
