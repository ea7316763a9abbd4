"""Only reposts: accounts that never say anything of their own."""

from __future__ import annotations

from typing import Final

import numpy as np

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, measured

FEWEST_POSTS: Final = 5
"""Posts of an account below which "only" means nothing."""


def nothing_original(profiles: Profiles) -> Seen:
    """Return who has no original post among five or more of a known kind."""
    kinds = np.nan_to_num(profiles.reals("kinds"))
    known = kinds >= FEWEST_POSTS
    has = known & (np.nan_to_num(profiles.reals("originals")) == 0)
    return Seen(known, has, measured(has, kinds, "{:.0f} posts, none original"))


SIGN = Sign(
    name="only_reposts",
    order=80,
    title="No original post",
    told="have no original post in the collection, only reposts, quotes and replies",
    known="accounts with five posts in the collection",
    limits="a collection of reposts of some posts holds nothing else of anybody; many people only "
    "pass on",
    seen=nothing_original,
)
