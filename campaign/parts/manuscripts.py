"""Manuscripts: what the rings wrote in copies, how it was spun, and what only looks like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from campaign.manuscripts.telling import tell
from campaign.part import Part

if TYPE_CHECKING:
    import pyarrow as pa

    from campaign.case import Case


def make(case: Case) -> Mapping[str, pa.Table]:
    """Make manuscripts, manuscript_copies and ring_manuscripts."""
    # Kernels take seconds to load: who only reads a study does without.
    from campaign.manuscripts.making import make as found

    return found(case)


TABLES = ("manuscripts", "manuscript_copies", "ring_manuscripts")
PART = Part("manuscripts", 10, "Manuscripts", TABLES, make, tell)
