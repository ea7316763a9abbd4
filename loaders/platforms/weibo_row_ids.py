"""Ids of posts and accounts in the tables of crawlers, and what programs of tables do to them."""

from __future__ import annotations

import re
from functools import lru_cache

from loaders.canonical.exact import exact
from loaders.canonical.missing import known_id
from loaders.canonical.weibo_id import mid_of_bid
from loaders.platforms.weibo import PLATFORM
from loaders.records import BadRecord

_IN_NAME = re.compile(r"(?<![0-9A-Za-z])(\d{5,10})(?![0-9A-Za-z])")
_SHEET_DIGITS = 15
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_ACCOUNT_DIGITS = 10


def account_of(native: str | None, name: str | None) -> str | None:
    """Return the id of an account: by its number, else by its name; None where both are missing."""
    if found := known_id(native):
        return f"{PLATFORM}:{exact(found)}"
    return f"{PLATFORM}:@{name.lower()}" if name else None


@lru_cache(maxsize=64)
def account_in_name(name: str) -> str:
    """Return the account that the name of a file tells.

    Raises:
        BadRecord: There is no number of an account in it, or which one it is is not clear.
    """
    numbers = dict.fromkeys(_IN_NAME.findall(re.split(r"[/\\]", name)[-1].replace("_", " ")))
    found = [number for number in numbers if not _DATE.fullmatch(number)]
    # Nearly all accounts have ten digits; other numbers in a name may be anything.
    found = [number for number in found if len(number) == _ACCOUNT_DIGITS] or found
    if len(found) != 1:
        raise BadRecord(
            f"only the name of the file says whose posts these are, and {name!r} holds "
            f"{'several numbers' if found else 'no number'} of an account. Give it the name that "
            "the crawler gave it (1669879400.csv)"
        )
    return f"{PLATFORM}:{found[0]}"


def post_number(native: str | None, bid: str | None) -> str | None:
    """Return the number of a post; its short form tells it where a spreadsheet rounded it.

    A spreadsheet keeps 15 digits of a number: the 16th becomes 0.
    """
    if not bid or (native is not None and native.isdigit() and not native.endswith("0")):
        return native
    number = mid_of_bid(bid)
    if native is None or number is None or not native.isdigit():
        return number or native
    return number if number[:_SHEET_DIGITS] == native[:_SHEET_DIGITS] else native
