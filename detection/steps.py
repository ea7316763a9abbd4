"""What each step of a run took in, how long it took, and what it left out and why."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from marionet.progress import Progress, Step


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a step left out.

    Attributes:
        amount: How many.
        what: Of what: "events".
        why: The rule, in a few words.
    """

    amount: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Passed:
    """What a step took in, of what, and what of it was left out."""

    rows: int
    unit: str
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step of a run that is done.

    Attributes:
        name: What was done, as it was shown meanwhile.
        seconds: How long it took. Not part of the result.
        rows: How much it took in; None where that was not counted.
        unit: Of what.
        note: What came out, in a few words.
        dropped: What it left out, nothing where nothing was.
    """

    name: str
    seconds: float
    rows: int | None = None
    unit: str = ""
    note: str = ""
    dropped: tuple[Dropped, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the step as JSON values, as a run keeps it."""
        dropped = [asdict(each) for each in self.dropped]
        return {**asdict(self), "seconds": round(self.seconds, 3), "dropped": dropped}


@dataclass
class Recorder:
    """Passes steps on to another `Progress` and remembers them."""

    shown: Progress
    done: list[StepReport] = field(default_factory=list[StepReport])

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        """Open a step; see marionet.progress.Progress."""
        begun = time.monotonic()
        earlier = sum(each.seconds for each in self.done)
        with self.shown.step(name, total, unit) as shown:
            watched = _Watched(shown)
            yield watched
        # What steps inside this one took is theirs: the sum is the time of all.
        within = sum(each.seconds for each in self.done) - earlier
        self.done.append(
            StepReport(
                name=name,
                seconds=time.monotonic() - begun - within,
                rows=watched.amount or None,
                unit=unit,
                note=watched.noted,
            )
        )

    def explained(self, passed: Mapping[str, Passed]) -> list[StepReport]:
        """Return the steps with what is known of each by its name."""
        return [_explained(step, passed.get(step.name)) for step in self.done]


def _explained(step: StepReport, known: Passed | None) -> StepReport:
    if known is None:
        return step
    dropped = tuple(each for each in known.dropped if each.amount > 0)
    return replace(step, rows=known.rows, unit=known.unit, dropped=dropped)


class _Watched:
    """A step that remembers what was said of it."""

    def __init__(self, shown: Step) -> None:
        self._shown = shown
        self.amount = 0
        self.noted = ""

    def advance(self, amount: int = 1) -> None:
        self.amount += amount
        self._shown.advance(amount)

    def total(self, amount: int | None) -> None:
        self._shown.total(amount)

    def note(self, text: str) -> None:
        self.noted = text
        self._shown.note(text)
