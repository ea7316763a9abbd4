"""Registration: accounts opened on the same day or in the same week."""

from __future__ import annotations

import pyarrow as pa

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Sign
from detection.support.registration import SIGN as IN_COMMON


def opened_with_others(profiles: Profiles) -> pa.Table:
    """Return the day, and the week by its Monday, on which each account was opened."""
    return profiles.case.relations.run(IN_COMMON.values(profiles.case.tables))


SIGN = Sign(
    name="registration_batch",
    order=10,
    title="Opened in a batch",
    told="opened their accounts on a day or in a week on which unusually many members did",
    known="accounts of which the day of registration is known",
    limits=IN_COMMON.limits,
    shared=opened_with_others,
)
