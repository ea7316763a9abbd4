"""Techniques: ids of the DISARM Red framework, each asserted by a rule with its evidence."""

from __future__ import annotations

from campaign.part import Part
from campaign.techniques.asserting import techniques
from campaign.techniques.telling import tell

PART = Part("techniques", 90, "Techniques", ("techniques",), techniques, tell)
