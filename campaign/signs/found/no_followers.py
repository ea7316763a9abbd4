"""No followers: accounts that hardly anybody follows."""

from __future__ import annotations

from typing import Final

import numpy as np

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, measured

FEW: Final = 5
"""Followers of an account that hardly anybody follows, at most."""


def hardly_followed(profiles: Profiles) -> Seen:
    """Return who has five followers or fewer, by the latest count."""
    known, followers = profiles.known("followers"), profiles.reals("followers")
    has = known & (np.nan_to_num(followers, nan=FEW + 1) <= FEW)
    return Seen(known, has, measured(has, followers, "{:.0f} followers"))


SIGN = Sign(
    name="no_followers",
    order=40,
    title="Five followers or fewer",
    told="have five followers or fewer",
    known="accounts of which the number of followers is known",
    limits="readers who never post; newcomers; accounts whose number is hidden and told as 0",
    seen=hardly_followed,
)
