"""Times in cells, with the precision that their format gives."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from loaders.canonical import time as canonical
from loaders.canonical.epoch import FIRST_US, LAST_US, MICROSECOND
from loaders.canonical.time import EPOCH_UNITS
from loaders.records import BadRecord
from loaders.tables.faults import Faults
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


class Whens(NamedTuple):
    """A column of times; None where there is none, or where it cannot be read."""

    us: Sequence[int | None]
    precision: Sequence[Precision | None]


# Times like these are read by Arrow in a fiftieth of the time; a test holds the two to the same.
_PLAIN = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?Z?$"
_NUMERIC = {"Y": r"(?P<Y>\d{4})"} | {part: rf"(?P<{part}>\d\d?)" for part in "mdHMS"}
_ISO = "{}-{:0>2}-{:0>2} {:0>2}:{:0>2}:{:0>2}"


def time_column(
    texts: Sequence[str | None], times: Times, captured_us: int | None, faults: Faults
) -> Whens:
    """Read a column of times; its delay is not added here.

    Args:
        texts: The cells.
        times: How they are written.
        captured_us: When the file was captured, for relative times.
        faults: Where it is kept what cannot be read.
    """
    texts = [None if text is None else text.strip() for text in texts]
    form = times.formats[0] if len(times.formats) == 1 else ""
    plain = None
    if form == "iso":
        plain = _read_plain(texts, times.zone)
    elif form in EPOCH_UNITS:
        plain = _read_numbers(texts, EPOCH_UNITS[form])
    elif rewrite := numeric_pattern(form):
        plain = _read_plain(list(map(rewrite, texts)), times.zone)
    if plain is None:
        plain = [None] * len(texts)
    second = times.precision or (pattern_precision(form) if "%" in form else "second")
    left = [text if us is None else None for text, us in zip(texts, plain, strict=True)]
    if not any(text is not None for text in left):
        return Whens(plain, [None if text is None else second for text in texts])
    read = faults.read(read_times(times, captured_us), left)
    pairs = list(zip(plain, read, strict=True))
    return Whens(
        [us if us is not None else slow and slow[0] for us, slow in pairs],
        [second if us is not None else slow and slow[1] for us, slow in pairs],
    )


def _read_plain(texts: Sequence[str | None], zone: tzinfo) -> list[int | None] | None:
    """Read the ISO times with seconds in a column; None elsewhere, or for the whole of it."""
    offset = zone.utcoffset(None)
    if offset is None:  # a zone with summer time
        return None
    column = pa.array(texts, pa.string())
    marked = pc.ends_with(column, "Z")
    fits = pc.match_substring_regex(column, _PLAIN)
    bare = pc.if_else(fits, pc.utf8_rtrim(column, "Z"), None)
    try:
        us = pc.cast(bare, pa.timestamp("us")).cast(pa.int64())
    except pa.ArrowInvalid:  # a day that is none: it is found one by one
        return None
    away = pa.scalar(offset // MICROSECOND, pa.int64())
    return _believed(pc.if_else(marked, us, pc.subtract(us, away)))


def _read_numbers(texts: Sequence[str | None], unit_us: int) -> list[int | None]:
    """Read the whole numbers in a column as times; None elsewhere."""
    column = pa.array(texts, pa.string())
    fits = pc.match_substring_regex(column, r"^\d{1,16}$")
    if unit_us == 1_000_000:
        fits = pc.and_kleene(fits, pc.less_equal(pc.utf8_length(column), 12))
    number = pc.cast(pc.if_else(fits, column, None), pa.int64())
    return _believed(pc.multiply(number, pa.scalar(unit_us, pa.int64())))


def _believed(us: pa.Array) -> list[int | None]:
    """Return times, None for those that `canonical.epoch.believed` refuses."""
    believed = pc.and_kleene(pc.greater_equal(us, FIRST_US), pc.less_equal(us, LAST_US))
    return pc.if_else(believed, us, None).to_pylist()


@lru_cache
def numeric_pattern(pattern: str) -> Callable[[str | None], str | None] | None:
    """Return a function that writes times of a pattern as ISO; None unless it is all numbers."""
    pieces = re.split(r"%(.)", pattern)
    parts = pieces[1::2]
    if set(parts) not in ({*"YmdHM"}, {*"YmdHMS"}) or len(parts) > len(set(parts)):
        return None
    fixed = map(re.escape, pieces[2::2])
    expected = re.escape(pieces[0]) + "".join(
        _NUMERIC[part] + text for part, text in zip(parts, fixed, strict=True)
    )
    fullmatch = re.compile(expected, re.ASCII).fullmatch
    names = tuple(part for part in "YmdHMS" if part in parts)
    rest = ("0",) * (len("YmdHMS") - len(names))

    def rewrite(text: str | None) -> str | None:
        found = fullmatch(text) if text is not None else None
        return _ISO.format(*found.group(*names), *rest) if found else None

    return rewrite
