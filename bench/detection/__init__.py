"""Truth: planted collections, real sets, and how well detection does on them."""

from bench.detection.campaign import Planted, plant
from bench.detection.spec import EVASIONS, Evasion, RingPlan, Spec
from bench.detection.trial import Trial, trial

__all__ = ["EVASIONS", "Evasion", "Planted", "RingPlan", "Spec", "Trial", "plant", "trial"]
