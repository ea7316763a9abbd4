"""Names: accounts whose names have the same form, as if one program had made them."""

from __future__ import annotations

import pyarrow as pa

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Sign
from detection.support.names import SIGN as IN_COMMON


def forms(profiles: Profiles) -> pa.Table:
    """Return the shape and the stem of the name of each account (detection.support.names)."""
    return profiles.case.relations.run(IN_COMMON.values(profiles.case.tables))


SIGN = Sign(
    name="name_pattern",
    order=20,
    title="Names of one form",
    told="have names of a form that members have more often than others",
    known=IN_COMMON.known,
    limits=IN_COMMON.limits,
    shared=forms,
)
