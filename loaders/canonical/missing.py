"""Markers that stand where a value is missing, so that they never become one super-account."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

_WORDS = ("", "None", "none", "NONE", "null", "NULL", "nan", "NaN", "undefined", "0", "-1")
_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_SPREADSHEETS = ("n/a", "#n/a", "<na>", "nat", "nil", "(null)", "[null]", r"\n", "[]", "{}")


def _hashes() -> set[str]:
    """Return hashes of nothing: releases that hash their ids hash the empty ones, too."""
    digests = (
        hashlib.new(name, word.encode(), usedforsecurity=False).digest()
        for name in _HASHES
        for word in _WORDS
    )
    return {
        text for each in digests for text in (each.hex(), base64.b64encode(each).decode().lower())
    }


_NUMBERS = frozenset(("0", "-1"))

MARKERS = frozenset(word.lower() for word in _WORDS) - _NUMBERS | set(_SPREADSHEETS) | _hashes()
"""What means that a value is missing, in lower case."""

NOBODY = frozenset(
    (
        *_NUMBERS,
        *("0.0", "-1.0", "00000000-0000-0000-0000-000000000000", "false", "true"),
        *("[deleted]", "[removed]", "@", "@[deleted]", "@[removed]"),
    )
)
"""What is a value elsewhere but names nobody where an id stands, in lower case."""

_NO_ID = MARKERS | NOBODY
_LONGEST = max(map(len, MARKERS))


def known(value: str | None) -> str | None:
    """Return a value as it is, or None where it is white space or a marker of a missing one."""
    if value is None or not value or value.isspace():
        return None
    return None if len(value) <= _LONGEST and value.strip().lower() in MARKERS else value


def known_id(value: str | int | None) -> str | None:
    """Return an id as text, or None where it is a marker of a missing one: it names nobody."""
    if value is None:
        return None
    text = value if isinstance(value, str) else str(value)
    if text.isdigit() and len(text) > 1:  # most ids are plain numbers
        return text
    return None if text.strip().lower() in _NO_ID else text


def all_name(ids: Iterable[str]) -> bool:
    """Whether each of some ids names somebody: `known_id` returns all as they are."""
    return _NO_ID.isdisjoint(map(str.lower, map(str.strip, ids)))
