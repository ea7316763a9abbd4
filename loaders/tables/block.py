"""Some rows of a table, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BLOCK_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a table, by columns.

    Attributes:
        columns: Column name to its values, all of one length; None where a row has none.
        offsets: Where each row stands in the file.
        firsts: Numbers of the rows with which a post begins, where several rows make one.
    """

    columns: Mapping[str, Sequence[Any]]
    offsets: Sequence[int]
    firsts: Sequence[int] | None = None

    def __len__(self) -> int:
        return len(self.offsets)

    def row(self, number: int) -> dict[str, Any]:
        """Return one row as it was read."""
        return {name: values[number] for name, values in self.columns.items()}


def block_of_rows(
    rows: Sequence[dict[str, Any]], offsets: Sequence[int], firsts: Sequence[int] | None = None
) -> Block:
    """Return rows that need not have the same columns as a block."""
    names = dict.fromkeys(name for row in rows for name in row)
    return Block({name: [row.get(name) for row in rows] for name in names}, offsets, firsts)
