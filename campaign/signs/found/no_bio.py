"""No biography: accounts that say nothing about themselves."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign


def says_nothing(profiles: Profiles) -> Seen:
    """Return whose biography is known to be empty; one that was not exported is not known."""
    known = profiles.known("bio")
    bio = pc.utf8_trim_whitespace(pc.fill_null(profiles.rows["bio"], "x"))
    has = known & np.asarray(pc.equal(bio, "").to_numpy(), dtype=np.bool_)
    return Seen(known, has, np.full(len(profiles), None, dtype=np.object_))


SIGN = Sign(
    name="no_bio",
    order=41,
    title="No biography",
    told="say nothing about themselves",
    known="accounts of which the biography is known, or known to be empty",
    limits="very many people leave it empty",
    seen=says_nothing,
)
