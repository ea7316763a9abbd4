"""One collection from start to end: what was left is loaded, a source runs, the rest is loaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol

from collect.desk import Desk, recover_all
from collect.limits import Limits, Stop
from collect.loading import REFUSED, Loading, load_segment
from collect.tally import Tally
from loaders import LoadReport
from marionet.errors import LoadError, MarionetError
from marionet.progress import Progress, Step
from vault import Vault

BEAT_S = 0.25
PATIENCE_S = 5.0


class Collector(Protocol):
    """A kind of live source; one file each in collect/sources."""

    @property
    def title(self) -> str:
        """What is collected, in a few words."""
        ...

    def run(self, desk: Desk) -> None:
        """Collect until `desk.stop` is asked; raises MarionetError where it cannot go on."""
        ...


@dataclass(frozen=True)
class Surroundings:
    """What a collection works with.

    Attributes:
        vault: Where what was received goes.
        spool: Where it lies before that.
        collection: Collection that the posts go into.
        program: Name and version of the program.
        contact: Address of the user for the operators of servers, where given.
        settle: Called when segments were loaded: brings the vault into the graph. May be None.
        progress: Where steps are told.
        tell: Called with what the user should know now.
        random: Source of jitter.
    """

    vault: Vault
    spool: Path
    collection: str
    program: str
    contact: str | None
    settle: Callable[[], None] | None
    progress: Progress
    tell: Callable[[str], None]
    random: Random = field(default_factory=Random)

    @property
    def agent(self) -> str:
        """Value of User-Agent."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{self.program}{contact}"


def collect(
    collector: Collector, around: Surroundings, *, limits: Limits, stop: Stop, tally: Tally
) -> None:
    """Run a collector until it ends, is asked to, or fails; what it received is loaded then.

    Args:
        collector: The source.
        around: Vault, spool and the rest.
        limits: When to end.
        stop: Asked by signals and limits.
        tally: Counts, filled here.

    Raises:
        MarionetError: The source refuses for good, or the disk is full; what was received until
            then is in the vault, or in the spool for the next collection.
    """
    around.spool.mkdir(parents=True, exist_ok=True)
    failures: list[MarionetError] = []

    def on_report(report: LoadReport) -> None:
        tally.reports.append(report)
        around.tell(report.sentence())

    def on_problem(sentence: str) -> None:
        tally.problems.append(sentence)
        around.tell(sentence)

    def on_failure(error: MarionetError) -> None:
        failures.append(error)
        stop.ask("the vault cannot be written")

    recover_all(around.spool, lambda path: _load_left(path, around, on_report, on_problem))
    loading = Loading(
        around.vault,
        settle=around.settle,
        on_report=on_report,
        on_problem=on_problem,
        on_failure=on_failure,
    )
    try:
        with around.progress.step(f"collecting {collector.title}", unit="posts") as step:
            desk = Desk(
                spool=around.spool,
                limits=limits,
                stop=stop,
                tally=tally,
                random=around.random,
                agent=around.agent,
                program=around.program,
                collection=around.collection,
                on_segment=loading.submit,
                tell=around.tell,
                beat=_Beat(step, tally, limits, stop).beat,
            )
            collector.run(desk)
    finally:
        if not loading.finish(PATIENCE_S):
            around.tell("Loading what was received; Ctrl-C leaves the rest for the next start.")
            loading.finish()
    if failures:
        raise failures[0]


def _load_left(
    path: Path,
    around: Surroundings,
    on_report: Callable[[LoadReport], None],
    on_problem: Callable[[str], None],
) -> None:
    try:
        on_report(load_segment(around.vault, path))
    except LoadError as error:
        folder = path.parent / REFUSED
        on_problem(f"{error.message} What was received is kept in {folder}.")


class _Beat:
    """Draws the progress line and asks to end when the time is over."""

    def __init__(self, step: Step, tally: Tally, limits: Limits, stop: Stop) -> None:
        self._step = step
        self._tally = tally
        self._limits = limits
        self._stop = stop
        self._started_s = time.monotonic()
        self._drawn_s = 0.0
        self._shown = 0

    def beat(self) -> None:
        now_s = time.monotonic()
        if now_s - self._drawn_s < BEAT_S:
            return
        self._drawn_s = now_s
        self._step.advance(self._tally.posts - self._shown)
        self._shown = self._tally.posts
        self._step.note(self._tally.line())
        limit_s = self._limits.seconds
        if limit_s is not None and now_s - self._started_s >= limit_s:
            self._stop.ask("the time is over (--for)")
