"""Community algorithms by name; the first is the default."""

from collections.abc import Mapping
from types import MappingProxyType

from detection.bursts.algorithms.graph import Algorithm, WeightedGraph
from detection.bursts.algorithms.label_propagation import label_propagation
from detection.bursts.algorithms.leiden import leiden
from detection.bursts.algorithms.louvain import louvain

ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {"leiden": leiden, "louvain": louvain, "label-propagation": label_propagation}
)

__all__ = ["ALGORITHMS", "Algorithm", "WeightedGraph"]
