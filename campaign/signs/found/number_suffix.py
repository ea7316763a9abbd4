"""Number suffix: names that end in many digits, as platforms propose and programs write them."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, where


def ends_in_digits(profiles: Profiles) -> Seen:
    """Return whose name ends in five digits or more: fewer are a year, or a name that was taken."""
    name = pc.fill_null(profiles.rows["name"], "")
    has = np.asarray(pc.match_substring_regex(name, "[0-9]{5,}$").to_numpy(), dtype=np.bool_)
    value = where(has, profiles.texts("name"))
    return Seen(profiles.known("name"), has, value)


SIGN = Sign(
    name="number_suffix",
    order=21,
    title="Name ends in five digits or more",
    told="have a name that ends in five digits or more",
    known="accounts of which a name is known",
    limits="everybody who keeps the name that the platform proposed; dates of birth",
    seen=ends_in_digits,
)
