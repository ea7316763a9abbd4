"""Young: accounts that were opened shortly before they took part."""

from __future__ import annotations

from typing import Final

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, measured

YOUNG_DAYS: Final = 180
"""Age of a young account: those that are sold in batches are weeks or months old."""
DAY_US: Final = 86_400_000_000


def young(profiles: Profiles) -> Seen:
    """Return who was younger than 180 days at its first post in the collection.

    Of members and organic accounts alike: the first post in the collection, not of a campaign, so
    that both are measured by the same clock.
    """
    known = profiles.known("opened", "first")
    age = (profiles.micros("first") - profiles.micros("opened")) / DAY_US
    known &= age > -1  # an account cannot post before it is opened: one of the two times is wrong
    has = known & (age < YOUNG_DAYS)
    return Seen(known, has, measured(has, age, "{:.0f} days"))


SIGN = Sign(
    name="young",
    order=70,
    title="Younger than 180 days at its first post",
    told="were younger than 180 days at their first post in the collection",
    known="accounts of which the day of registration and a post are known",
    limits="newcomers whom the event itself brought",
    seen=young,
)
