"""Cells that hold more than one value: lists, and objects in JSON or as Python prints them."""

from __future__ import annotations

import ast
import re
from typing import Any

import msgspec

from loaders.records import BadRecord

JSON = "json"
BRACKETS = "brackets"
MAX_LITERAL_CHARACTERS = 200_000
MAX_DEPTH = 30

_ADDRESSES = re.compile(r"https?://\S+(?:\s+https?://\S+)*")

_decode = msgspec.json.Decoder().decode


def items_of(text: str, how: str, name: str) -> list[Any]:
    """Return the items of a cell that holds a list.

    Args:
        text: The cell.
        how: `json` (or a list as Python prints it, or nothing but addresses with blanks between
            them), `json.KEY` (a list of objects, of each one field), `brackets` (`[a, b]`), or a
            separator.
        name: Of the field, for the message.

    Raises:
        BadRecord: It is no such list.
    """
    form, _, key = how.partition(".")
    if form == JSON:
        if not key and _ADDRESSES.fullmatch(text):
            return text.split()  # what the lists of others hold, without a list
        value = read_literal(text, name)
        if isinstance(value, list):
            items: list[Any] = [
                item.get(key) if key and isinstance(item, dict) else item  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                for item in value  # pyright: ignore[reportUnknownVariableType]
            ]
            return [item for item in items if item is not None]
        if isinstance(value, dict):
            raise BadRecord(f"{name} {text[:40]!r} is no list")
        return [] if value is None else [value]
    if how == BRACKETS:
        inner = text.strip()
        if inner.startswith("[") and inner.endswith("]"):
            inner = inner[1:-1]
        return [part for piece in inner.split(",") if (part := piece.strip().strip("'\""))]
    return [part for piece in text.split(how) if (part := piece.strip())]


def read_literal(text: str, name: str) -> Any:
    """Return a value that is written as JSON, or as Python prints it (single quotes, None).

    Raises:
        BadRecord: It is neither, or too long, or nested too deeply.
    """
    try:
        return _decode(text)
    except (msgspec.DecodeError, RecursionError):
        pass
    if len(text) > MAX_LITERAL_CHARACTERS or _depth(text) > MAX_DEPTH:
        raise BadRecord(f"{name} is longer or deeper than a cell may be")
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise BadRecord(f"{name} {text[:40]!r} is neither JSON nor a Python literal") from error
    return list(value) if isinstance(value, tuple | set | frozenset) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _depth(text: str) -> int:
    """Return how deep brackets are nested, at most: those inside of texts count too."""
    depth = deepest = 0
    for sign in text:
        if sign in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ")]}":
            depth -= 1
    return deepest


def flat(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Return an object with the fields of inner objects as `outer.inner`."""
    found: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            found |= flat(inner, f"{before}{name}.")  # pyright: ignore[reportUnknownArgumentType]
        else:
            found[f"{before}{name}"] = inner
    return found
