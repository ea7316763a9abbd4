"""Counters as Chinese platforms write them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from loaders.records import BadRecord

_FACTORS = {
    "亿": 100_000_000, "億": 100_000_000, "万": 10_000, "萬": 10_000, "w": 10_000, "千": 1_000,
    "k": 1_000,
}  # fmt: skip
_LONGEST_KEPT = 20
_UNKNOWN = frozenset(("", "-", "--", "none", "null", "nan", "undefined"))


def counter(value: object) -> int | None:
    """Return a counter: `1.2万` is 12,000, `100万+` a million (or more); None where it is unknown.

    Words in place of a number (`赞`, `转发`: nobody has done it yet) are unknown, too.

    Raises:
        BadRecord: It is no number.
    """
    if value is None or type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadRecord(f"{str(value)[:40]!r} is no number")
    if isinstance(value, str):
        if value.isascii() and value.isdigit():
            return int(value[:25])
        return _in_words(value) if len(value) > _LONGEST_KEPT else _kept(value)
    return _rounded(value, str(value))


@lru_cache(maxsize=4096)
def _kept(value: str) -> int | None:
    return _in_words(value)


def _in_words(value: str) -> int | None:
    text = unicodedata.normalize("NFKC", value).strip().lower()
    if text in _UNKNOWN or text in {"赞", "转发", "评论", "收藏", "分享", "抢首评"}:
        return None
    text = text.rstrip("+").rstrip("次").replace(",", "").strip()
    factor = _FACTORS.get(text[-1:], 1)
    if factor > 1:
        text = text[:-1].strip()
    try:
        return _rounded(float(text) * factor, value)
    except ValueError as error:
        raise BadRecord(f"{value[:40]!r} is no number") from error


def _rounded(value: float, shown: str) -> int:
    try:
        return round(value)
    except (ValueError, OverflowError) as error:
        raise BadRecord(f"{shown[:40]!r} is no number") from error
