"""Ids that went through a program of tables."""

from __future__ import annotations

import re

from loaders.records import BadRecord

_WHOLE = re.compile(r"(\d+)\.0")  # a number that a program of tables took for one with decimals
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+")


def exact(native: str) -> str:
    """Return the id of a post or account without what a program put to it (`17.0`, `17?from=`).

    Raises:
        BadRecord: Such a program rounded it: many would become one.
    """
    number = native.strip()
    if number.isdigit():
        return number
    number = number.partition("?")[0]
    if whole := _WHOLE.fullmatch(number):
        return whole[1]
    if _ROUNDED.fullmatch(number):
        raise BadRecord(
            f"the id {number[:40]!r} was rounded by a spreadsheet program: it stands for many. "
            "Load the file as the crawler wrote it"
        )
    return number
