"""One client: accounts that post from one program only, and from the same."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Sign

FEWEST_POSTS: Final = 5
"""Posts of a known client below which "only" means nothing."""


def only_client(profiles: Profiles) -> pa.Table:
    """Return the client of each account of which all posts come from one, or "several"."""
    rows: Any = profiles.case.relations.rows(
        profiles.rows.select(["account_id", "client", "last_client", "client_posts"])
    )
    posting = rows.filter(rows.client_posts >= FEWEST_POSTS)
    one = (posting.client == posting.last_client).ifelse(posting.client, "several clients")
    return profiles.case.relations.run(
        posting.select("account_id", value=one).order_by("account_id")
    )


SIGN = Sign(
    name="one_client",
    order=50,
    title="One client only, the same",
    told="post from one client only, one that members use alone more often than others",
    known="accounts with five posts of which the client is known",
    limits="most people use the app of their one telephone; desks and agencies share a program",
    shared=only_client,
)
