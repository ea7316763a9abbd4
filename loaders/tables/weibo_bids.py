"""Columns with the short forms of ids of Weibo: as the numbers that other exports have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from loaders.canonical.weibo_id import mid_of_bid
from loaders.platforms.weibo import CHINA, dated_by_mid
from loaders.records import BadRecord
from loaders.tables.faults import Faults
from loaders.tables.texts import Texts

WEIBO_BID = "weibo_bid"
_NO_YEAR = re.compile(r"\d{1,2}月\d{1,2}日 \d{1,2}:\d{2}")


def numbers_of(bids: Texts) -> list[str | None]:
    """Return the number for each short form; what is none stays as it is."""
    known: dict[str | None, str | None] = {None: None}
    for bid in bids:
        if bid not in known and bid is not None:
            known[bid] = mid_of_bid(bid) or bid
    return [known[bid] for bid in bids]


def with_years(dates: Texts, mids: Texts, faults: Faults) -> Sequence[str | None]:
    """Return dates of which none is without a year: it is in the number of the post.

    Args:
        dates: The cells.
        mids: Numbers of the posts.
        faults: Where it is kept which number does not agree with its date.
    """
    if not any(date is not None and "月" in date for date in dates):
        return dates
    found: list[str | None] = []
    for row, (date, mid) in enumerate(zip(dates, mids, strict=True)):
        if date is None or not _NO_YEAR.fullmatch(date):
            found.append(date)
            continue
        try:
            at = datetime.fromtimestamp(dated_by_mid(date, mid or "").us / 1_000_000, CHINA)
            found.append(at.isoformat(timespec="minutes"))
        except BadRecord as error:
            faults.add(row, str(error))
            found.append(None)
    return found
