"""What is wrong with rows: of each the first reason that was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from loaders.records import BadRecord

T = TypeVar("T")


class Faults:
    """Reasons by row. Only rows that are `counted` can get one."""

    def __init__(self) -> None:
        self.reasons: dict[int, str] = {}
        self._counted: frozenset[int] | None = None

    def only(self, rows: Iterable[int]) -> None:
        """Let only these rows get reasons from now on."""
        self._counted = frozenset(rows)

    def add(self, row: int, reason: str) -> None:
        """Say what is wrong with a row; what was said first stays."""
        if self._counted is None or row in self._counted:
            self.reasons.setdefault(row, reason)

    def read(self, read: Callable[[str], T], values: Sequence[str | None]) -> list[T | None]:
        """Read each value that is there, equal ones once; what cannot be read is a fault."""
        known: dict[str | None, T | None] = {None: None}
        bad: dict[str | None, str] = {}
        for value in dict.fromkeys(values):
            if value is None:
                continue
            try:
                known[value] = read(value)
            except BadRecord as error:
                known[value] = None
                bad[value] = str(error)
        if bad:
            for row, value in enumerate(values):
                if value in bad:
                    self.add(row, bad[value])
        return [known[value] for value in values]
