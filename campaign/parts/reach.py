"""Reach of a ring: told here, made with the cascades (campaign/parts/cascades.py)."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from campaign.case import Case
from campaign.part import Part
from campaign.reach.telling import tell_reach


def make(case: Case) -> Mapping[str, pa.Table]:
    """Return nothing: the tables are made of the steps of cascades, which are read once."""
    del case
    return {}


PART = Part(name="reach", order=64, title="Reach", tables=(), make=make, section=tell_reach)
