"""From bursts to crews: the steps for rings that were together too few times for the main test."""

from __future__ import annotations

import numpy as np

from detection.arrays import ints
from detection.bursts import Bursts
from detection.crews import Crew, find_crews
from detection.events import Events
from detection.meetings import find_meetings
from detection.options import Options
from detection.pairs import Pairs
from detection.replay import find_replays
from detection.synchrony import crowded_seconds, find_synchronies


def find_repetition(
    events: Events, bursts: Bursts, pairs: Pairs, options: Options
) -> tuple[list[Crew], int]:
    """Return the crews, largest first, and how many pairs of objects were tested.

    Args:
        events: The events of a collection.
        bursts: Their bursts.
        pairs: The significant pairs of bursts: no others are looked at.
        options: q, ring_members, occasion_us.
    """
    columns = events.events
    exact = np.zeros(len(events.posts), dtype=np.int64)
    exact[ints(columns, "post")] = ints(columns, "exact")
    constants = options.constants
    meetings = find_meetings(
        bursts, pairs, exact, least=constants.ring_members, apart_us=constants.occasion_us
    )
    if meetings.count == 0:
        return [], 0
    crowded = crowded_seconds(ints(columns, "object"), ints(columns, "at"), ints(columns, "exact"))
    crews = find_crews(
        meetings,
        find_replays(meetings),
        find_synchronies(meetings, crowded),
        options.q,
        constants.ring_members,
    )
    return crews, meetings.count
