"""When a campaign began, and how long before an event: as far as the data can say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from campaign.figures import day

DAY: Final = timedelta(days=1)
EDGE_DAYS: Final = 2
"""What begins within so many days of the data may have begun before them."""


NEAR_DAYS: Final = 3
"""Longer times are told in whole days: a rise is known by its day alone."""
FAR_DAYS: Final = 365
"""An event further from the first post than this has nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first moments of a ring.

    Attributes:
        data: When the collection begins: nothing is known of the time before.
        dense: When 99 % of its posts are still to come: before, a few strays.
        last: When it ends.
        post: First post of a member, of any kind; to the hour or day.
        evidence: First post that ties members together.
        rise: First lasting rise of the ring's own activity; None: none was found.
    """

    data: datetime
    dense: datetime
    last: datetime
    post: datetime
    evidence: datetime | None
    rise: datetime | None

    @property
    def is_cut_off(self) -> bool:
        """Whether the coordinated posts may have begun before the data."""
        first = self.evidence or self.post
        return first - self.dense < EDGE_DAYS * DAY


def began(beginning: Beginning) -> list[str]:
    """Return in words how the campaign began."""
    strays = beginning.dense - beginning.data > EDGE_DAYS * DAY
    dense = f" (99% of the posts are of {_day(beginning.dense)} and later)" if strays else ""
    said: list[str] = []
    if beginning.rise is not None:
        rise = _day(beginning.rise)
        said.append(f"The first lasting rise of the members' own activity came on {rise}.")
    if beginning.evidence is not None:
        first = f"The first post that ties members together is of {_day(beginning.evidence)}"
        said.append(f"{first}; members posted from {_day(beginning.post)} on.")
    else:
        said.append(f"Members posted from {_day(beginning.post)} on.")
    said.append(
        f"The data begin on {_day(beginning.data)}{dense} and end on {_day(beginning.last)}."
    )
    if beginning.is_cut_off:
        said.append(
            "That is where the data begin: whether the campaign is older cannot be said from them."
        )
    return said


def before(beginning: Beginning, event: str, at: datetime) -> str | None:
    """Return in words how long before an event the campaign began; None where data tell nothing."""
    first = beginning.evidence or beginning.post
    if abs(at - first) > FAR_DAYS * DAY:
        return None
    if at < beginning.data:
        return f"{event} ({_day(at)}) lies before the data, which begin on {_day(beginning.data)}."
    at_least = "at least " if beginning.is_cut_off else ""
    what = "coordinated post" if beginning.evidence is not None else "post of a member"
    said = f"{event} ({_day(at)}): the first {what} came {at_least}{_apart(first, at)}"
    if beginning.rise is None:
        return f"{said}; no lasting rise of the members' own activity was found."
    return f"{said}, the first lasting rise {_apart(beginning.rise, at)}."


def _apart(one: datetime, event: datetime) -> str:
    days = (event - one) / DAY
    amount = f"{abs(days):,.0f}" if abs(days) >= NEAR_DAYS else f"{abs(days):.1f}"
    return f"{amount} days {'before' if days >= 0 else 'after'} it"


def _day(at: datetime) -> str:
    return day(at)
