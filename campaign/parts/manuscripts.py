"""Manuscripts: what the rings wrote in copies, how it was spun, and what only looks like it."""

from __future__ import annotations

from campaign.manuscripts.making import make
from campaign.manuscripts.telling import tell
from campaign.part import Part

TABLES = ("manuscripts", "manuscript_copies", "ring_manuscripts")

PART = Part("manuscripts", 10, "Manuscripts", TABLES, make, tell)
