"""The graph of a workspace, open for one command."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from marionet.cli.context import CliContext

if TYPE_CHECKING:
    from graph.session import Graph


@contextmanager
def open_graph(own: CliContext) -> Generator[Graph]:
    """Open the graph; starts the embedded Neo4j where none runs, and stops it again."""
    from graph.server import open_server
    from graph.session import Graph

    with (
        open_server(own.workspace, own.settings, own.progress) as connection,
        Graph(connection) as graph,
    ):
        yield graph
