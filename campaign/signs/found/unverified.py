"""Not verified: accounts for which the platform does not vouch."""

from __future__ import annotations

import numpy as np

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign


def not_vouched_for(profiles: Profiles) -> Seen:
    """Return whom the platform did not verify."""
    known = profiles.known("verified")
    has = known & ~profiles.flags("verified")
    return Seen(known, has, np.full(len(profiles), None, dtype=np.object_))


SIGN = Sign(
    name="unverified",
    order=42,
    title="Not verified",
    told="are not verified by the platform",
    known="accounts of which it is known whether they are verified",
    limits="nearly everybody; a mark that is for sale says little",
    seen=not_vouched_for,
)
