"""Registration within one hour: what a batch looks like where times are known exactly."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Sign


def opened_within_an_hour(profiles: Profiles) -> pa.Table:
    """Return the hour, in UTC, in which each account was opened.

    Midnight sharp is taken for a day of which no hour is known.
    """
    accounts: Any = profiles.case.relations.rows(profiles.rows.select(["account_id", "opened"]))
    exact = accounts.filter(
        accounts.opened.notnull(), accounts.opened != accounts.opened.truncate("D")
    )
    hours = exact.select("account_id", value=exact.opened.strftime("%Y-%m-%d %H:00"))
    return profiles.case.relations.run(hours.order_by("account_id"))


SIGN = Sign(
    name="registration_hour",
    order=11,
    title="Opened within the same hour",
    told="opened their accounts within an hour in which unusually many members did",
    known="accounts of which the time of registration is known",
    limits="a class, a company or a fan club that joins together",
    shared=opened_within_an_hour,
)
