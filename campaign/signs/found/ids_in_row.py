"""Ids in a row: platforms number accounts as they are opened, so those of a batch stand close."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaign.signs.profiles import Profiles
from campaign.signs.sign import Seen, Sign, where
from detection.arrays import Flags, Ints

ROW: Final = 3
"""Accounts that make a row."""
FEWEST_ORGANIC: Final = 200
"""Organic accounts of a platform by which it is known what close means there."""
CLOSE: Final = 0.01
"""Share of the organic rows of three that are closer than what is called close."""


def in_a_row(profiles: Profiles) -> Seen:
    """Return which accounts stand close to two others of their kind, members or organic.

    Close: within the span that only 1 % of all three organic accounts that follow each other on the
    platform keep. Not known where organic accounts are few, or fewer than the members: members
    would be closer by their number alone.
    """
    number = _numbers(profiles)
    platform = profiles.texts("platform")
    known, has = np.zeros(len(profiles), dtype=np.bool_), np.zeros(len(profiles), dtype=np.bool_)
    for name in np.unique(platform[number >= 0]):
        here = (platform == name) & (number >= 0)
        organic = np.flatnonzero(here & ~profiles.flagged)
        members = np.flatnonzero(here & profiles.flagged)
        if organic.size < max(FEWEST_ORGANIC, members.size):
            continue
        known |= here
        span = _spans(np.sort(number[organic]))
        close = int(np.quantile(span, CLOSE))
        for group in (organic, members):
            has[group] = _close(number[group], close)
    value = where(has, number.astype(str).astype(object))
    return Seen(known, has, value)


def _numbers(profiles: Profiles) -> Ints:
    """Return the number of each account; -1 where its id is none."""
    ids = pc.fill_null(profiles.rows["native_id"], "")
    plain = pc.match_substring_regex(ids, "^[0-9]{1,18}$")
    numbers = pc.if_else(plain, ids, "-1").cast(pa.int64())
    return np.asarray(numbers.to_numpy(), dtype=np.int64)


def _spans(ordered: Ints) -> Ints:
    return ordered[ROW - 1 :] - ordered[: 1 - ROW]


def _close(numbers: Ints, close: int) -> Flags:
    """Return which numbers are in a row of three that spans less than `close`."""
    found = np.zeros(numbers.size, dtype=np.bool_)
    if numbers.size < ROW:
        return found
    order: npt.NDArray[np.int64] = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(_spans(numbers[order]) < close)
    for step in range(ROW):
        found[order[starts + step]] = True
    return found


SIGN = Sign(
    name="ids_in_row",
    order=12,
    title="Ids in a row",
    told="have ids as close to two other members' as hardly any three organic accounts have",
    known="accounts with a number as id, on platforms with 200 organic accounts and more of them "
    "than members",
    limits="neighbours in a row are not independent of each other; where a platform grew fast, "
    "ids of strangers stand close",
    seen=in_a_row,
)
