"""`marionet detect`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.console import console
from marionet.cli.context import CliContext, context_of
from marionet.cli.listing import Format, print_rows
from marionet.errors import NotFound, UsageError

if TYPE_CHECKING:
    from vault import Run, Vault

SHOWN = 10
"""Rings that are listed after a run."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(
        epilog="Example:  marionet detect --collection spring --algorithm louvain --q 0.05"
    )(detect)


def detect(
    context: typer.Context,
    collection: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which posts to look at; default: `default`."),
    ] = None,
    algorithm: Annotated[
        str, typer.Option(help="leiden, louvain or label-propagation.")
    ] = "leiden",
    q: Annotated[
        float, typer.Option("--q", metavar="RATE", help="False discovery rate, 0 to 1.")
    ] = 0.01,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    again: Annotated[
        bool, typer.Option("--again", help="Compute a run that is there already once more.")
    ] = False,
    no_graph: Annotated[
        bool, typer.Option("--no-graph", help="Do not publish the run to Neo4j.")
    ] = False,
) -> None:
    """Find the rings of a collection and say why each one is one."""
    from detection.detect import detect as find
    from detection.detect import earlier_run
    from detection.options import Options

    own = context_of(context)
    name = choose_collection(own.vault, collection)
    options = Options(q=q, algorithm=algorithm, seed=seed)
    there = earlier_run(own.vault, name, options)
    run = find(own.vault, name, options, own.progress, again=again)
    if not no_graph:
        _publish(own, run)
    _show(run, found_before=there is not None and not again)


def choose_collection(vault: Vault, named: str | None) -> str:
    """Return the collection that is meant: the one named, `default`, or the only one.

    Raises:
        NotFound: There is none at all.
        UsageError: There are several and none is called `default`.
    """
    if named is not None:
        return named
    there = vault.collections()
    if not there:
        raise NotFound("Nothing is loaded yet. Load posts with: marionet load PATH")
    if "default" in there:
        return "default"
    if len(there) > 1:
        raise UsageError(
            f"There are several collections: {', '.join(there)}. Choose one: --collection NAME"
        )
    return there[0]


def _publish(own: CliContext, run: Run) -> None:
    from graph.publish import publish_run
    from graph.server import open_server
    from graph.session import Graph

    with (
        open_server(own.workspace, own.settings, own.progress) as connection,
        Graph(connection) as graph,
    ):
        publish_run(graph, own.vault, run, own.progress)


def _show(run: Run, *, found_before: bool) -> None:
    rings = run.read("rings").to_pylist()
    flagged = [ring for ring in rings if ring["tier"] == "ring"]
    if flagged:
        columns = ("ring_id", "accounts", "bursts", "posts", "first", "last", "q", "score")
        print_rows(flagged[:SHOWN], columns, Format.table)
    if len(flagged) > SHOWN:
        typer.echo(f"... and {len(flagged) - SHOWN:,} more: marionet rings")
    for note in run.notes:
        typer.echo(f"Note: {note}")
    if found_before:
        typer.echo(
            f"This question was answered on {run.created_at[:16].replace('T', ' ')} UTC; "
            "--again computes it once more."
        )
    typer.echo(f"Run {run.run_id} of the collection {run.collection}.")
    console.print(_totals(run, flagged, len(rings)), markup=False, highlight=False, soft_wrap=True)


def _totals(run: Run, flagged: list[dict[str, int]], candidates: int) -> str:
    accounts = sum(ring["accounts"] for ring in flagged)
    alike = candidates - len(flagged)
    return (
        f"{run.counts['posts']:,} posts, {run.counts['accounts']:,} accounts, "
        f"{len(flagged):,} ring{'' if len(flagged) == 1 else 's'}, {accounts:,} flagged accounts, "
        f"{alike:,} audience{'' if alike == 1 else 's'} that look{'s' if alike == 1 else ''} alike"
    )
