"""Ids of a column: with their platform before them, or made of the row where it has none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from loaders.canonical.missing import all_name
from loaders.records import qualified
from loaders.tables.texts import BlockTexts, Texts, as_text


def qualified_column(platforms: Sequence[str], ids: Texts) -> list[str | None]:
    """Return `platform:native_id` for each id; see `loaders.records.qualified`."""
    there = [name for name in ids if name is not None]
    if not there:
        return list(ids)
    if len(set(platforms)) == 1 and _plain(platforms[0], there):
        before = f"{platforms[0]}:"
        return [None if name is None else before + name for name in ids]
    known = {
        pair: None if pair[1] is None else qualified(*pair)  # type: ignore[arg-type]
        for pair in set(zip(platforms, ids, strict=True))
    }
    return [known[pair] for pair in zip(platforms, ids, strict=True)]


def _plain(platform: str, ids: Sequence[str]) -> bool:
    """Whether no id is a handle, marks a missing one, or has its platform before it already."""
    together = "\n" + "\n".join(ids)
    return "\n@" not in together and f"\n{platform}:" not in together and all_name(ids)


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
