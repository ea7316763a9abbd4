"""Timeline: when the campaign acted, changes of its own, how long before an event it began."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from campaign.case import Case
from campaign.part import Part
from campaign.timeline.counts import counts
from campaign.timeline.series import changes
from campaign.timeline.telling import tell


def make(case: Case) -> Mapping[str, pa.Table]:
    """Make timeline and changes."""
    timeline = counts(case)
    found = changes(timeline, case.whole, case.watchlist.of_kind("event"))
    return {"timeline": timeline, "changes": found}


PART = Part("timeline", 70, "Timeline", ("timeline", "changes"), make, tell)
