"""Live collection: from running services into the vault, with the bytes that were received."""

from collect.limits import Limits, Stop
from collect.run import Collector, Surroundings, collect
from collect.tally import Tally

__all__ = ["Collector", "Limits", "Stop", "Surroundings", "Tally", "collect"]
