"""Times in cells, with the precision that their format gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from loaders.canonical import time as canonical
from loaders.records import BadRecord
from loaders.tables.mapping import Times

Precision = str
When = tuple[int, Precision]
"""Microseconds since 1970 UTC, and the precision."""
TimeCells = Callable[[str], When]

NATURAL = "natural"
_DIRECTIVE = re.compile(r"%[-#]?([A-Za-z%])")
_ZONE = re.compile(r"(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)$")


def read_times(times: Times, captured_us: int | None) -> TimeCells:
    """Return a function that reads a time in the first of the formats that fits.

    Args:
        times: The formats, their zone and precision; its delay is not added here.
        captured_us: When the file was captured, for relative times.

    Returns:
        A function that raises BadRecord.
    """
    readers = [_reader(form, times, captured_us) for form in times.formats]
    given = times.precision

    @lru_cache(maxsize=1 << 16)  # sources of a minute's precision repeat themselves
    def read(text: str) -> When:
        failure: BadRecord | None = None
        for reader in readers:
            try:
                us, precision = reader(text)
            except BadRecord as error:
                failure = failure or error
            else:
                return us, given or precision
        raise failure or BadRecord("no time format is given")

    return read


def _reader(form: str, times: Times, captured_us: int | None) -> TimeCells:
    if form == NATURAL:

        def natural(text: str) -> When:
            found = canonical.moment(text, zone=times.zone, captured_us=captured_us)
            return found.us, found.precision

        return natural
    in_us = canonical.time_reader((form,), times.zone)
    if form == "iso":
        return lambda text: (in_us(text), iso_precision(text))
    precision = pattern_precision(form) if "%" in form else "second"
    return lambda text: (in_us(text), precision)


def iso_precision(text: str) -> Literal["second", "minute", "day"]:
    """Return the precision of an ISO 8601 time: what is written of it. An hour counts as a day."""
    clock = _ZONE.sub("", text[11:] if text[4:5] == "-" else text[9:])
    digits = sum(map(str.isdigit, clock))
    if digits >= 6:
        return "second"
    return "minute" if digits >= 4 else "day"


def pattern_precision(pattern: str) -> Literal["second", "minute", "day"]:
    """Return the precision of times in a pattern of strptime."""
    parts = frozenset(_DIRECTIVE.findall(pattern))
    if parts & frozenset("SscXTrf"):
        return "second"
    return "minute" if parts & frozenset("MR") else "day"
