"""How much of what happens around an event is the members' doing (kernel)."""

from __future__ import annotations

import numpy as np

from detection.arrays import Flags, Ints, Reals, starts_of


def local_share(burst: Ints, member: Flags, by_chance: Reals, neighbours: int) -> Reals:
    """Return the share of members among the nearest events of each event, net of chance.

    With s members among the k = 2 x neighbours nearest other events of the burst, in order of
    time, and e of them expected to look like members by chance: (s - e) / max(k - e, 1). Near the
    ends of a burst the window slides inwards; where a burst is shorter, k is what there is.

    Args:
        burst: Code of the burst, sorted; rows of a burst in order of time.
        member: Whether the event is by a member.
        by_chance: Probability that its account would look like a member by its activity alone.
        neighbours: Events to look at on either side.

    Returns:
        Reals up to 1, which may be negative; 0 where a burst has one event. Cost: O(n).
    """
    rows = np.arange(burst.size)
    begins = np.flatnonzero(starts_of(burst))
    lengths = np.diff(np.r_[begins, burst.size])
    start, end = np.repeat(begins, lengths), np.repeat(begins + lengths, lengths)
    low = np.maximum(start, rows - neighbours)
    high = np.minimum(end, low + 2 * neighbours + 1)
    low = np.maximum(start, high - 2 * neighbours - 1)
    members = np.r_[0, np.cumsum(member.astype(np.int64))]
    chance = np.r_[0.0, np.cumsum(by_chance)]
    others = high - low - 1
    seen = members[high] - members[low] - member
    expected = chance[high] - chance[low] - by_chance
    share = (seen - expected) / np.maximum(others - expected, 1.0)
    return np.where(others > 0, share, 0.0)
