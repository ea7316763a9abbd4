"""How long work tells what it does: steps with a name, an amount and a total.

Work takes a `Progress` and never prints; the command line draws it, the API forwards it, tests
pass `SILENT`.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Step(Protocol):
    """One piece of work under way."""

    def advance(self, amount: int = 1) -> None:
        """Say that `amount` more units are done."""
        ...

    def total(self, amount: int | None) -> None:
        """Say how many units there are in all, once that is known."""
        ...

    def note(self, text: str) -> None:
        """Say in a few words what came out, or what is being worked on."""
        ...


class Progress(Protocol):
    """Where steps are reported to."""

    def step(
        self, name: str, total: int | None = None, unit: str = ""
    ) -> AbstractContextManager[Step]:
        """Open a step; it ends with the `with` block.

        Args:
            name: What is done, in the words of a user ("reading posts.jsonl").
            total: How many units, where known: then a rate and a time left are shown.
            unit: What is counted ("posts", "MB"); empty where nothing is counted.
        """
        ...


class _SilentStep:
    def advance(self, amount: int = 1) -> None: ...

    def total(self, amount: int | None) -> None: ...

    def note(self, text: str) -> None: ...


class _Silent:
    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        del name, total, unit
        yield _SilentStep()


SILENT: Progress = _Silent()
