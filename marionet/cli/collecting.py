"""What all commands of `marionet collect` do: graph, signals, what is said at the end."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import typer

from marionet import __version__
from marionet.cli.console import errors
from marionet.cli.context import CliContext
from marionet.cli.stopping import stop_on_signals

if TYPE_CHECKING:
    from collect import Collector, Limits, Stop, Surroundings, Tally


def run(
    here: CliContext, source: Collector, limits: Limits, collection: str, *, graph: bool
) -> None:
    """Collect, and say at the end what was collected, also where the collection failed."""
    from collect import Stop, Tally, collect
    from loaders.pipeline import check_collection

    check_collection(collection)
    stop, tally = Stop(), Tally()
    try:
        with ExitStack() as stack:
            project = stack.enter_context(_graph(here)) if graph else _nothing
            stack.enter_context(stop_on_signals(stop))
            collect(
                source,
                _surroundings(here, collection, lambda: _settle(here, project)),
                limits=limits,
                stop=stop,
                tally=tally,
            )
    finally:
        _tell_result(stop, tally)
    if tally.problems:
        raise typer.Exit(1)


def _surroundings(here: CliContext, collection: str, settle: Callable[[], None]) -> Surroundings:
    from collect import Surroundings

    return Surroundings(
        vault=here.vault,
        spool=here.workspace.create().spool,
        collection=collection,
        program=f"Marionet/{__version__}",
        contact=here.settings.contact,
        settle=settle,
        progress=here.progress,
        tell=_tell,
    )


def _settle(here: CliContext, project: Callable[[], None]) -> None:
    """Take out what had been taken out with `marionet purge` and came back; then the graph."""
    from marionet.progress import SILENT
    from retraction.again import retract_again

    for stone in retract_again(here.vault, SILENT):
        _tell(f"An account with the tombstone {stone.tombstone_id} went again.")
    project()


def _nothing() -> None: ...


@contextmanager
def _graph(here: CliContext) -> Generator[Callable[[], None]]:
    """Hold one server during the whole collection; gives what brings the vault into its graph."""
    from graph.publish import project_pending
    from graph.server import open_server
    from graph.session import Graph
    from marionet.progress import SILENT

    with (
        open_server(here.workspace, here.settings, here.progress) as connection,
        Graph(connection) as graph,
    ):
        yield lambda: project_pending(graph, here.vault, SILENT)


def _tell(sentence: str) -> None:
    errors.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _tell_result(stop: Stop, tally: Tally) -> None:
    if stop.reason:
        _tell(f"Ended: {stop.reason}.")
    for gap in tally.gaps:
        _tell(f"Missing: {gap}.")
    typer.echo(tally.summary())
