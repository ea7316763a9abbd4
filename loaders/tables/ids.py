"""Ids of a column: with their platform before them, or made of the row where it has none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from loaders.records import qualified
from loaders.tables.texts import BlockTexts, Texts, as_text

_SURE_DIGITS = 4  # digits alone that are no marker of a missing id


def qualified_column(platforms: Sequence[str], ids: Texts) -> list[str | None]:
    """Return `platform:native_id` for each id; see `loaders.records.qualified`."""
    if len(set(platforms)) == 1 and _plain_digits(ids):
        before = f"{platforms[0]}:"
        return [before + name for name in ids]  # type: ignore[operator]
    known = {
        pair: None if pair[1] is None else qualified(*pair)  # type: ignore[arg-type]
        for pair in set(zip(platforms, ids, strict=True))
    }
    return [known[pair] for pair in zip(platforms, ids, strict=True)]


def _plain_digits(ids: Texts) -> bool:
    """Whether all ids are there and are digits that mark no missing one."""
    if None in ids:
        return False
    together = "".join(ids)  # type: ignore[arg-type]
    shortest = min(map(len, ids))  # type: ignore[arg-type]
    return together.isascii() and together.isdecimal() and shortest > _SURE_DIGITS


def hashes_of(texts: BlockTexts, names: Sequence[str]) -> list[str]:
    """Return a hash of each row, so that the same row has the same id in any file.

    Args:
        texts: The rows.
        names: Columns that count; none: all that have a value, in the order of their names.
    """
    nothing = [None] * texts.rows
    counted = names or sorted(texts.columns)
    columns = [texts.columns.get(name, nothing) for name in counted]
    if all(set(map(type, column)) == {str} for column in columns):
        labelled = [
            [f"{name}\x1e{value}" for value in column]
            for name, column in zip(counted, columns, strict=True)
        ]
        return [_hash(parts) for parts in zip(*labelled, strict=True)]
    labels = [f"{name}\x1e" for name in counted]
    return [
        _hash(
            label + (value if isinstance(value, str) else as_text(value))
            for label, value in zip(labels, values, strict=True)
            if names or value is not None
        )
        for values in zip(*columns, strict=True)
    ]


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
