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


LOG_SECONDS = 30.0
"""How often a long step writes a line where nobody sees its bar: into a log file."""


class _ConsoleStep:
    def __init__(self, bar: RichProgress, task: TaskID, name: str, unit: str) -> None:
        self._bar = bar
        self._task = task
        self._name = name
        self._unit = unit
        self._begun = self._logged = time.monotonic()
        self.noted = ""

    def advance(self, amount: int = 1) -> None:
        self._bar.advance(self._task, amount)
        now = time.monotonic()
        if self._bar.disable and now - self._logged >= LOG_SECONDS:
            self._logged = now
            total = self._bar.tasks[0].total
            line = progress_line(
                self.done, total, now - self._begun, unit=self._unit, note=self.noted
            )
            _write(f"… {self._name}: {line}")

    def total(self, amount: int | None) -> None:
        self._bar.update(self._task, total=amount)

    def note(self, text: str) -> None:
        self.noted = text
        self._bar.update(self._task, note=text)

    @property
    def done(self) -> int:
        return int(self._bar.tasks[0].completed)


def progress_line(done: int, total: float | None, seconds: float, *, unit: str, note: str) -> str:
    """Return how far a step is: `512 of 2,048 kB, 300 rows/s, 45 s left`."""
    of = "" if total is None else f" of {total:,.0f}"
    parts = [f"{done:,}{of} {unit}".rstrip()]
    parts += [note] if note else []
    if total is not None and done:
        parts.append(f"{max(total - done, 0) * seconds / done:,.0f} s left")
    return ", ".join(parts)


def _write(line: str) -> None:
    errors.print(line, style="dim", markup=False, highlight=False, soft_wrap=True)


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
            TextColumn(
                "{task.completed:,.0f}"
                + (f" of {total:,.0f}" if total else "")
                + (f" {unit}" if unit else "")
            ),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
            console=errors,
            transient=True,
            disable=not errors.is_terminal,  # a log file gets lines
        ) as bar:
            step = _ConsoleStep(bar, bar.add_task(name, total=total, note=""), name, unit)
            yield step
            done = step.done
        amount = f"{done:,} {unit}, " if unit else ""
        note = f"  {step.noted}" if step.noted else ""
        _write(f"✓ {name}: {amount}{time.monotonic() - started:.1f} s{note}")
