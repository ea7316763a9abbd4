"""The two names of a post on Weibo, and the time in them.

A post has a number (`mid`: 4011531307661761, also `id`) and a short form of it (`bid`, `mblogid`:
E4PYSw9aN), which stands in web addresses. The short form is the number in base 62, cut from the
right into groups of four characters, of which each stands for seven digits. Tools write either:
only as the number are they one post.

A number of 16 digits (since 2011) tells when it was given out: seconds since 515483463 (1986), then
22 bits. On 562,792 reposts of 2011 to 2016 with both number and time, 98.9 % agree within three
seconds, all but 75 within ten.
"""

from __future__ import annotations

import re
from itertools import product

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PAIRS = {a + b: value for value, (a, b) in enumerate(product(_ALPHABET, repeat=2))}
_GROUP_LETTERS = 4
_GROUP_DIGITS = 7
_GROUP_FULL = 10**_GROUP_DIGITS
_BID = re.compile(r"[0-9a-zA-Z]{6}|[0-9a-zA-Z]{9,10}")
_MIDS = frozenset((10, 11, 16))  # digits of the numbers of 2009, of 2010, and since 2011
_TIMED_DIGITS = 16
_TIME_SHIFT = 22
_TIME_FROM_S = 515_483_463


def mid_of_bid(bid: str) -> str | None:
    """Return the number of a post from its short form; None where it is no short form."""
    if not _BID.fullmatch(bid):
        return None
    groups = -(-len(bid) // _GROUP_LETTERS)
    letters = bid.zfill(groups * _GROUP_LETTERS)
    mid = str(_value(letters[:_GROUP_LETTERS]))
    for start in range(_GROUP_LETTERS, len(letters), _GROUP_LETTERS):
        value = _value(letters[start : start + _GROUP_LETTERS])
        if value >= _GROUP_FULL:
            return None
        mid = f"{mid}{value:0{_GROUP_DIGITS}}"
    return mid if len(mid) in _MIDS and mid[0] != "0" else None


def _value(group: str) -> int:
    return _PAIRS[group[:2]] * len(_PAIRS) + _PAIRS[group[2:]]


def bid_of_mid(mid: str) -> str:
    """Return the short form of the number of a post."""
    groups: list[str] = []
    rest = mid
    while rest:
        rest, group = rest[:-_GROUP_DIGITS], rest[-_GROUP_DIGITS:]
        letters = _letters(int(group))
        groups.append(letters.rjust(_GROUP_LETTERS, "0") if rest else letters)
    return "".join(reversed(groups))


def _letters(value: int) -> str:
    letters = ""
    while True:
        value, at = divmod(value, len(_ALPHABET))
        letters = _ALPHABET[at] + letters
        if not value:
            return letters


def mid_of(written: str | int) -> str:
    """Return the number of a post, however its id is written; what is neither form stays."""
    text = written if isinstance(written, str) else str(written)
    return text if text.isdigit() else mid_of_bid(text) or text


def time_in_mid(mid: str) -> int | None:
    """Return when the number of a post was given out, in seconds since 1970; None if it is old."""
    if len(mid) != _TIMED_DIGITS or not mid.isdigit():
        return None
    return (int(mid) >> _TIME_SHIFT) + _TIME_FROM_S
