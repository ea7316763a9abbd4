"""Bringing a run and its study into the graph of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marionet.cli.context import CliContext

if TYPE_CHECKING:
    from graph.session import Graph
    from vault import Run
    from vault.studies import Study


def publish(own: CliContext, graph: Graph, run: Run, study: Study | None = None) -> None:
    """Publish a run, and its study where there is one."""
    from graph.publish import publish_run, publish_study

    publish_run(graph, own.vault, run, own.progress)
    if study is not None:
        publish_study(graph, own.vault, study, own.progress)
