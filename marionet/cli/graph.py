"""`marionet graph`: the Neo4j of the workspace."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from marionet.cli import graph_rebuild
from marionet.cli.console import console
from marionet.cli.context import context_of
from marionet.errors import UsageError

group = typer.Typer(
    name="graph",
    help="Install, start, stop and enter the Neo4j of this workspace.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    graph_rebuild.register(group)
    app.add_typer(group)


@group.command(epilog="Example:  marionet graph install --check")
def install(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Read every jar again and mend those that are damaged.")
    ] = False,
) -> None:
    """Fetch Neo4j (130 MB, once for all workspaces) and find a Java for it."""
    from graph.embedded.jars import JarStore
    from graph.embedded.java import find_java

    own = context_of(context)
    jars = JarStore.of(own.settings)
    if check:
        jars.discard_damaged(own.progress)
    jars.ensure(own.settings.maven_url, own.progress)
    java = find_java(own.settings.java_home)
    typer.echo(f"Neo4j {jars.version} is in {jars.folder}; Java {java.version} ({java.origin}).")


@group.command(epilog="Example:  marionet graph start")
def start(context: typer.Context) -> None:
    """Start Neo4j and leave it running until `marionet graph stop`."""
    from graph.server import start_server

    own = context_of(context)
    _refuse_external(own.settings.neo4j_uri)
    state = start_server(own.workspace, own.settings, own.progress)
    typer.echo(f"Neo4j {state.version} runs at {state.uri} (process {state.pid}).")


@group.command(epilog="Example:  marionet graph stop --force")
def stop(
    context: typer.Context,
    force: Annotated[
        bool, typer.Option("--force", help="Stop it although commands use it; they fail then.")
    ] = False,
) -> None:
    """Stop Neo4j."""
    from graph.server import stop_server

    own = context_of(context)
    _refuse_external(own.settings.neo4j_uri)
    stopped = stop_server(own.workspace, own.progress, force=force)
    typer.echo("Neo4j is stopped." if stopped else "Neo4j was not running.")


@group.command(epilog="Example:  marionet graph status --json")
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show whether Neo4j runs, where, how large it is, and how many commands use it."""
    from graph.status import external_status, server_status

    own = context_of(context)
    found = (
        external_status(own.settings) if own.settings.neo4j_uri else server_status(own.workspace)
    )
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        shown = ("yes" if value else "no") if isinstance(value, bool) else value
        console.print(
            f"{name.replace('_', ' '):<16}{'-' if shown is None else shown}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@group.command(
    epilog="Example:  marionet graph shell 'MATCH (a:Account) RETURN count(a);'",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def shell(
    context: typer.Context,
    statement: Annotated[
        str | None, typer.Argument(help="Cypher to run; without it a prompt opens.")
    ] = None,
) -> None:
    """Open Neo4j's own cypher-shell; it may write, so mind what you type."""
    from graph.embedded.shell import run_shell
    from graph.server import open_server

    own = context_of(context)
    arguments = ([statement] if statement else []) + context.args
    with open_server(own.workspace, own.settings, own.progress) as connection:
        code = run_shell(connection, own.settings, arguments, own.progress)
    raise typer.Exit(code)


def _refuse_external(uri: str | None) -> None:
    if uri:
        raise UsageError(
            f"NEO4J_URI is set ({uri}): that server is used, and Marionet neither starts nor "
            "stops it. Unset NEO4J_URI to use the embedded Neo4j."
        )
