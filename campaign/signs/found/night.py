"""Night: accounts that post when the people around them sleep."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, measured
from detection.arrays import Ints

HOURS: Final = 24
NIGHT: Final = 6
"""Hours of a night."""
FEWEST_POSTS: Final = 10
"""Posts of an account below which its hours say nothing."""
FEWEST_OF_REGION: Final = 2000
"""Organic posts of a region by which its night is known; where there are fewer, the platform's."""
AS_BY_DAY: Final = NIGHT / HOURS
"""Share of an account's posts at night from which on it is as awake as by day."""


def awake_at_night(profiles: Profiles) -> Seen:
    """Return who posts at night as much as by day.

    Night: the six hours in a row, in UTC, in which organic accounts of the same region post least;
    of the same platform where the region is not known or has few posts. No zone has to be known,
    and people of several zones on one platform blur it. Not known where organic accounts sleep as
    little (no six hours with less than half of an even share).
    """
    posted = _hours(profiles)
    group, groups = _groups(profiles, posted)
    organic = ~profiles.flagged
    at_night = np.zeros(len(profiles), dtype=np.float64)
    known = posted.sum(axis=1) >= FEWEST_POSTS
    for number in range(groups):
        here = group == number
        start, share = _night(posted[here & organic].sum(axis=0))
        if share > AS_BY_DAY / 2:
            known &= ~here
            continue
        hours = (start + np.arange(NIGHT)) % HOURS
        at_night[here] = posted[here][:, hours].sum(axis=1)
    share = at_night / np.maximum(posted.sum(axis=1), 1)
    has = known & (share >= AS_BY_DAY)
    return Seen(known, has, measured(has, share, "{:.0%} of its posts"))


def _hours(profiles: Profiles) -> npt.NDArray[np.int64]:
    """Return the posts of each account by hour of the day, UTC, shape (accounts, 24)."""
    posts: Any = profiles.case.tables.table("posts")
    exact = posts.filter(
        posts.created_at.notnull(),
        posts.account_id.notnull(),
        posts.precision.fill_null("") != "day",
    )
    hour = exact.created_at.hour().cast("int64")
    counted = exact.group_by("account_id", hour=hour).agg(n=exact.count())
    rows = profiles.case.relations.run(counted)
    posted = np.zeros((len(profiles), HOURS), dtype=np.int64)
    places = profiles.places(rows["account_id"])
    posted[places, rows["hour"].to_numpy()] = rows["n"].to_numpy()
    return posted


def _groups(profiles: Profiles, posted: npt.NDArray[np.int64]) -> tuple[Ints, int]:
    """Return the number of the group of each account, and how many there are."""
    regions = pc.fill_null(profiles.rows["region"], "").combine_chunks().dictionary_encode()
    region = np.asarray(regions.indices.to_numpy(), dtype=np.int64)
    code = profiles.platform * len(regions.dictionary) + region
    weight = posted.sum(axis=1) * ~profiles.flagged
    large = np.bincount(code, weights=weight)[code] >= FEWEST_OF_REGION
    named = large & (profiles.texts("region") != "")
    groups, group = np.unique(np.where(named, code, -1 - profiles.platform), return_inverse=True)
    return group.astype(np.int64), groups.size


def _night(by_hour: npt.NDArray[np.int64]) -> tuple[int, float]:
    """Return where the six quietest hours begin, and the share of all posts in them."""
    total = int(by_hour.sum())
    if total < FEWEST_OF_REGION:
        return 0, 1.0
    twice = np.concatenate([by_hour, by_hour[: NIGHT - 1]])
    inside = np.convolve(twice, np.ones(NIGHT, dtype=np.int64), mode="valid")
    start = int(inside.argmin())
    return start, float(inside[start] / total)


SIGN = Sign(
    name="night",
    order=60,
    title="Awake at night",
    told="post in the night of the people around them as much as by day",
    known="accounts with ten posts, where organic accounts of their region or platform sleep",
    limits="shift workers, people in other zones, programs that post what was written by day",
    seen=awake_at_night,
)
