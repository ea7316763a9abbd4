"""Regular intervals: accounts that post at distances as even as a clock's."""

from __future__ import annotations

from typing import Any, Final

import ibis
import numpy as np

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, measured

FEWEST_INTERVALS: Final = 20
FEWEST_ORGANIC: Final = 200
EVEN: Final = 0.01
"""Share of the organic accounts whose intervals are as even as what is called regular."""


def regular(profiles: Profiles) -> Seen:
    """Return whose intervals vary less than those of 99 % of the organic accounts.

    Measure: the entropy in bits of the intervals between posts that follow each other, in classes
    of the power of two of their seconds. People post in bursts and sleep: many classes, about 3
    bits; a clock fills one or two. Not known where fewer than 200 organic accounts have 20
    intervals.
    """
    rows = profiles.case.relations.run(_entropies(profiles.case.tables.table("posts")))
    bits = np.full(len(profiles), np.inf)
    bits[profiles.places(rows["account_id"])] = rows["bits"].to_numpy()
    known = np.isfinite(bits)
    organic = bits[known & ~profiles.flagged]
    if organic.size < FEWEST_ORGANIC:
        known = np.zeros_like(known)
    edge = float(np.quantile(organic, EVEN)) if organic.size else 0.0
    has = known & (bits < edge)
    return Seen(known, has, measured(has, bits, "{:.1f} bits"))


def _entropies(posts: Any) -> Any:
    """Return account_id, bits of the accounts with enough intervals."""
    exact = posts.filter(
        posts.created_at.notnull(),
        posts.account_id.notnull(),
        posts.precision.fill_null("second") == "second",
    )
    at = exact.created_at.epoch_seconds()
    order = ibis.window(group_by="account_id", order_by="created_at")
    apart = exact.select("account_id", "created_at", seconds=at - at.lag().over(order))
    apart = apart.filter(apart.seconds.notnull())
    kinds = apart.group_by("account_id", kind=(apart.seconds + 1).log2().floor()).agg(
        n=apart.count()
    )
    whole = ibis.window(group_by="account_id")
    shares = kinds.mutate(all=kinds.n.sum().over(whole))
    shares = shares.filter(shares["all"] >= FEWEST_INTERVALS)
    share = shares.n / shares["all"]
    return shares.group_by("account_id").agg(bits=-(share * share.log2()).sum())


SIGN = Sign(
    name="regular_intervals",
    order=61,
    title="Regular intervals",
    told="post at intervals as even as those of 1% of organic accounts",
    known="accounts with 21 posts timed to the second, where 200 organic ones have as many",
    limits="news feeds, weather services and other honest programs; accounts that post only in "
    "the minutes after something",
    seen=regular,
)
