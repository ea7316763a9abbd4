"""Part `division`: members on both sides of fan communities, and what they stirred up."""

from __future__ import annotations

import pyarrow as pa

from campaign.case import Case
from campaign.division.fans import communities_of, side_rows
from campaign.division.pairs import division_rows
from campaign.division.posts import find_voices
from campaign.division.replies import crossing_rows, exchanged
from campaign.division.telling import tell
from campaign.part import Part


def make(case: Case) -> dict[str, pa.Table]:
    """Make the tables; where the watch list has no communities there is nothing to make."""
    if "mentions" not in case.made or not case.watchlist.of_kind("community"):
        return {}
    voices = find_voices(case)
    communities = communities_of(case, voices)
    return {
        "sides": side_rows(case, voices),
        "division": division_rows(case, voices, communities),
        "crossings": crossing_rows(case, exchanged(case, voices, communities)),
    }


PART = Part(
    name="division",
    order=50,
    title="Division of communities",
    tables=("sides", "division", "crossings"),
    make=make,
    section=tell,
)
