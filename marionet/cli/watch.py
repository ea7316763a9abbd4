"""`marionet watch`."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from filelock import FileLock, Timeout

from marionet.cli.amounts import seconds
from marionet.cli.console import errors
from marionet.cli.context import CliContext, context_of
from marionet.cli.graph_of import open_graph
from marionet.cli.period import read_period
from marionet.cli.profile import WatchlistFile, watchlist_of
from marionet.cli.publishing import publish
from marionet.cli.stopping import stop_on_signals
from marionet.errors import UsageError
from watching.wording import one_line

if TYPE_CHECKING:
    from collect import Stop
    from detection.options import Options
    from vault import Run
    from vault.studies import Study
    from watching.delivery import Delivered
    from watching.memory import Memory
    from watching.receivers import Receivers
    from watching.watch import Pass, Watched

LEAST_PAUSE_S: Final = 1.0
"""Between two rounds of deliveries."""


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command(
        epilog="Example:  marionet watch --every 10m --last 30d --to alerts.jsonl    or    "
        "marionet watch --once --to https://hooks.example.org/marionet"
    )(watch)


def watch(
    context: typer.Context,
    collection: Annotated[
        str, typer.Option(metavar="NAME", help="Which posts to watch.")
    ] = "default",
    every: Annotated[
        str, typer.Option(metavar="10m", help="How often to look for new posts: 90s, 10m, 6h, 1d.")
    ] = "10m",
    once: Annotated[
        bool, typer.Option("--once", help="Look once and end; for a timer of the system.")
    ] = False,
    last: Annotated[
        str | None,
        typer.Option(metavar="30d", help="Only so long, counted back from the newest post."),
    ] = None,
    quiet_for: Annotated[
        str,
        typer.Option("--quiet-for", metavar="14d", help="Silence after which a ring wakes up."),
    ] = "14d",
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|URL|mailto:...",
            help="Who gets alerts, again and again for several; beside those of alerts.yaml.",
        ),
    ] = None,
    watchlist: WatchlistFile = None,
    no_study: Annotated[
        bool,
        typer.Option("--no-study", help="Make no study; manuscripts raise no alerts then."),
    ] = False,
    no_graph: Annotated[
        bool, typer.Option("--no-graph", help="Do not publish runs to Neo4j.")
    ] = False,
) -> None:
    """Run detection again as posts arrive, and alert when something is new, each time once.

    A new ring, a known one that grew, woke up, split or merged, a manuscript on a new platform.
    Ctrl-C ends it; the next call goes on where it ended.
    """
    from collect import Stop
    from watching.memory import Memory
    from watching.receivers import read_receivers

    own = context_of(context)
    home = own.workspace.create()
    receivers = read_receivers(home.home, home.secrets, to or ())
    pause = seconds(every, "--every")
    with ExitStack() as stack:
        stack.enter_context(_alone(home.watch))
        watched = _watched(
            own, collection, last, quiet_for, watchlist, study=not no_study, graph=not no_graph
        )
        memory = Memory(home.watch / "memory.sqlite")
        if not receivers.channels:
            _tell("No receiver is named (--to, alerts.yaml): alerts are only printed and kept.")
        if once:
            _once(own, memory, watched, receivers)
            return
        stop = Stop()
        stack.enter_context(stop_on_signals(stop))
        _until_stopped(own, memory, watched, receivers, pause, stop)


def _watched(
    own: CliContext,
    collection: str,
    last: str | None,
    quiet_for: str,
    watchlist: Path | None,
    *,
    study: bool,
    graph: bool,
) -> Watched:
    from watching.watch import Watched

    def options() -> Options:
        from detection.options import Options
        from detection.question.survey import newest_us

        def newest() -> int | None:
            return newest_us(own.vault, [collection])

        return Options(period=read_period(None, None, last, "UTC", newest))

    def into_graph(run: Run, made: Study | None) -> None:
        if graph:
            with open_graph(own) as opened:
                publish(own, opened, run, made)

    return Watched(
        collection=collection,
        options=options,
        watchlist=watchlist_of(own, watchlist),
        study=study,
        quiet=timedelta(seconds=seconds(quiet_for, "--quiet-for")),
        publish=into_graph,
    )


def _once(own: CliContext, memory: Memory, watched: Watched, receivers: Receivers) -> None:
    from watching.watch import watch_once

    done = watch_once(own.vault, memory, watched, receivers, own.progress)
    _show(done)
    if done.problem is not None:
        raise done.problem


def _until_stopped(
    own: CliContext,
    memory: Memory,
    watched: Watched,
    receivers: Receivers,
    pause_s: float,
    stop: Stop,
) -> None:
    """Look after each pause, and deliver in between what is to be tried again."""
    from watching.delivery import deliver

    channels = [channel.name for channel in receivers.channels]
    waiting = False
    next_look = time.monotonic()
    while not stop.asked:
        if time.monotonic() < next_look:
            _show_delivered(deliver(memory, receivers.channels, time.time))
        else:
            next_look = time.monotonic() + pause_s
            there = bool(own.vault.batches(watched.collection))
            if there or memory.last_pass(watched.collection) is not None:
                _try(own, memory, watched, receivers)
            elif not waiting:
                _tell(
                    f"There is no collection {watched.collection!r} yet; waiting for it. Load "
                    f"files with: marionet load PATH --collection {watched.collection}"
                )
                waiting = True
        due = memory.next_due(channels)
        due_s = pause_s if due is None else max(LEAST_PAUSE_S, due - time.time())
        stop.wait(min(max(0.0, next_look - time.monotonic()), due_s))
    _tell(f"Ended: {stop.reason}.")


def _try(own: CliContext, memory: Memory, watched: Watched, receivers: Receivers) -> None:
    """Do a pass; what fails is told, whatever it is, and the next pass tries again."""
    from watching.watch import watch_once

    try:
        done = watch_once(own.vault, memory, watched, receivers, own.progress)
        _show(done)
        problem = "" if done.problem is None else done.problem.message
        if own.debug and done.problem is not None:
            raise done.problem
    except Exception as error:
        if own.debug:
            raise
        problem = f"The pass failed ({type(error).__name__}: {error})."
    if problem:
        _tell(f"{time.strftime('%Y-%m-%d %H:%M')} {problem} The next pass tries again.")


def _show(done: Pass) -> None:
    for alert in done.alerts:
        typer.echo(one_line(f"{alert.kind}: {alert.title}"))
    if done.run is not None:
        new = len(done.alerts)
        _tell(f"Run {done.run.run_id}: {new} new {'alert' if new == 1 else 'alerts'}.")
    _show_delivered(done.delivered)


def _show_delivered(delivered: Delivered) -> None:
    for problem in delivered.problems:
        _tell(problem)
    for receiver in delivered.unnamed:
        _tell(f"Alerts wait for {receiver}, which is not named now (--to, alerts.yaml).")
    if delivered.sent:
        _tell(f"{delivered.sent} delivered.")


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Hold the watch of the workspace; the system gives it up when the process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "watch.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(
            "Another `marionet watch` runs in this workspace. End it first, or watch another "
            "collection in a workspace of its own."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _tell(sentence: str) -> None:
    errors.print(one_line(sentence), markup=False, highlight=False, soft_wrap=True)
