"""Ids of platforms that have two forms, as the one that we keep."""

from __future__ import annotations

import re

from loaders.canonical.weibo_id import mid_of

# Published by the project bilibili-API-collect (docs/misc/bvid_desc.md): the number of a film,
# masked and written in base 58, its nine digits in another order.
_MASK = 23_442_827_791_579
_FIRST_BEYOND = 1 << 51
_DIGITS = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_PLACES = (8, 7, 0, 5, 1, 3, 2, 4, 6)
_NUMBER = re.compile(r"[Aa][Vv](\d{1,16})")


def bvid_of(written: str) -> str:
    """Return the id of a film on Bilibili in its form since 2020 (`BV17x411w7KC`).

    Args:
        written: That form, or the older (`av170001`).
    """
    found = _NUMBER.fullmatch(written)
    if not found:
        return "BV" + written[2:]
    number = int(found[1])
    if not 0 < number < _FIRST_BEYOND:
        return written.lower()
    rest = (_FIRST_BEYOND | number) ^ _MASK
    letters = [""] * len(_PLACES)
    for place in _PLACES:
        rest, digit = divmod(rest, len(_DIGITS))
        letters[place] = _DIGITS[digit]
    return "BV1" + "".join(letters)


def mid_of_post(written: str) -> str:
    """Return the number of a post on Weibo, from the number or the short form of it."""
    return mid_of(written)


FORMS = {"bvid": bvid_of, "mid": mid_of_post}
"""What may stand in data/items.yaml behind the colon of `{id:mid}`."""
