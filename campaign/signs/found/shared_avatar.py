"""Shared avatar: accounts that show the same picture, which is not the platform's."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from campaign.signs.found.default_avatar import is_default, pictures
from campaign.signs.profiles import Profiles
from campaign.signs.sign import Sign


def own_pictures(profiles: Profiles) -> pa.Table:
    """Return the picture of each account that has one which is no default."""
    shown = pictures(profiles)
    kept = np.flatnonzero((shown != "") & ~is_default(profiles))
    accounts = profiles.rows["account_id"].take(pa.array(kept))
    return pa.table({"account_id": accounts, "value": pa.array(shown[kept], pa.string())})


SIGN = Sign(
    name="shared_avatar",
    order=31,
    title="The same avatar as other members",
    told="show a picture that members show more often than others, and that is no default",
    known="accounts with a picture of their own",
    limits="fans who show their star, supporters who show a ribbon; equal pictures with different "
    "addresses are not seen",
    shared=own_pictures,
)
