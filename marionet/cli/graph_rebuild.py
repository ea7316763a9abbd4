"""`marionet graph rebuild`."""

from __future__ import annotations

import typer

from marionet.cli.console import console
from marionet.cli.context import context_of


def register(group: typer.Typer) -> None:
    """Add the command to the group `marionet graph`."""
    group.command(epilog="Example:  marionet graph rebuild")(rebuild)


def rebuild(context: typer.Context) -> None:
    """Make the graph again from the vault: all batches, then all runs.

    What Neo4j holds of Marionet is deleted first; the vault is only read. Stopped half way, it
    starts over the next time.
    """
    from graph.publish import rebuild as rebuild_graph
    from graph.server import open_server
    from graph.session import Graph

    own = context_of(context)
    with (
        open_server(own.workspace, own.settings, own.progress) as connection,
        Graph(connection) as graph,
    ):
        rebuild_graph(graph, own.vault, own.progress)
    batches, runs = len(own.vault.batches()), len(own.vault.runs())
    console.print(f"{batches} batches and {runs} runs are in the graph.", highlight=False)
