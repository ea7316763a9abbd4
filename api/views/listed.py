"""Rows of the vault as a list that a page shows: some of them, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """What the pager of templates/parts/macros.html asks for."""

    rows: Sequence[T]
    total: int
    offset: int
    limit: int

    @classmethod
    def of(cls, rows: Sequence[T], offset: int, limit: int) -> Listed[T]:
        """Return one page of rows that are all there."""
        return cls(rows[offset : offset + limit], len(rows), offset, limit)

    @property
    def previous_offset(self) -> int | None:
        """Where the page before this one begins; None on the first."""
        return max(0, self.offset - self.limit) if self.offset else None

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins; None on the last."""
        end = self.offset + self.limit
        return end if end < self.total else None
