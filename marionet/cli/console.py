"""What the command line prints: results to standard output, the rest to standard error."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as RichProgress,
)

from marionet.progress import Step

console = Console()
errors = Console(stderr=True)


def complain(message: str) -> None:
    """Print one sentence of error."""
    errors.print(f"marionet: {message}", style="red", markup=False, highlight=False, soft_wrap=True)


class _ConsoleStep:
    def __init__(self, bar: RichProgress, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self.noted = ""

    def advance(self, amount: int = 1) -> None:
        self._bar.advance(self._task, amount)

    def total(self, amount: int | None) -> None:
        self._bar.update(self._task, total=amount)

    def note(self, text: str) -> None:
        self.noted = text
        self._bar.update(self._task, note=text)

    @property
    def done(self) -> int:
        return int(self._bar.tasks[0].completed)


class ConsoleProgress:
    """Draws each step as a bar while it runs and leaves one line when it has ended."""

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        """Open a step; see marionet.progress.Progress."""
        started = time.monotonic()
        with RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:,.0f}" + (f" {unit}" if unit else "")),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
            console=errors,
            transient=True,
            disable=not errors.is_terminal,  # in a log file only the lines at the end
        ) as bar:
            step = _ConsoleStep(bar, bar.add_task(name, total=total, note=""))
            yield step
            done = step.done
        amount = f"{done:,} {unit}, " if unit else ""
        note = f"  {step.noted}" if step.noted else ""
        errors.print(
            f"✓ {name}: {amount}{time.monotonic() - started:.1f} s{note}",
            style="dim",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
