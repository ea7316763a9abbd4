"""`marionet serve`, `marionet link`: the pages and the API, and the way in."""

from __future__ import annotations

import socket
import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.console import errors
from marionet.cli.context import CliContext, context_of
from marionet.cli.publishing import publish
from marionet.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from api.access import Access
    from graph.session import Graph
    from marionet.workspace import Workspace

TOKEN = "api-token"  # noqa: S105 - the name of the secret
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(epilog="Example:  marionet serve --port 9000")(serve)
    app.command(epilog="Example:  marionet link")(link)


def serve(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0 picks a free one [default: 8420]."),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to bind to [default: 127.0.0.1].")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo campaign first and find its rings.")
    ] = False,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the link in the browser.")
    ] = False,
    allow_network: Annotated[
        bool, typer.Option("--allow-network", help="Bind to an address that others can reach.")
    ] = False,
) -> None:
    """Serve the pages and the API on this machine, and print the link that logs in."""
    from api.server import bind

    own = context_of(context)
    address = host or own.settings.host
    _check_host(address, allow_network=allow_network)
    wanted = own.settings.port if port is None else port
    bound = bind(address, wanted, or_any_port=port is None)
    with bound:
        given = int(bound.getsockname()[1])
        if wanted not in (0, given):
            _say(f"Port {wanted} is taken by another program: using {given}.")
        try:
            if demo:
                from marionet.cli.demo import prepare_demo

                prepare_demo(own)
            _serve(own, address, bound, open_browser=open_browser)
        except KeyboardInterrupt:
            _say("Stopped.")


def link(
    context: typer.Context,
    token: Annotated[
        bool, typer.Option("--token", help="Print the token of scripts instead of a link.")
    ] = False,
) -> None:
    """Print a new one-time link to the server that runs on this workspace."""
    from api.server import running_address

    own = context_of(context)
    if token:
        typer.echo(own.workspace.create().secret(TOKEN))
        return
    address = running_address(_notes(own.workspace))
    typer.echo(_link(address, _access(own.workspace, 0)))


def _serve(own: CliContext, host: str, bound: socket.socket, *, open_browser: bool) -> None:
    from api.app import create_app
    from api.context import LOOPBACK as NAMES
    from api.context import ApiContext
    from api.server import address_of, announced, run
    from graph.embedded.signals import orderly_exit
    from graph.server import open_server
    from graph.session import Graph
    from queries.catalog import Catalog

    address = address_of(host, bound)
    access = _access(own.workspace.create(), int(bound.getsockname()[1]))
    with (
        orderly_exit(),  # also where open_server starts nothing: SIGTERM closes what is open
        open_server(own.workspace, own.settings, own.progress) as connection,
        Graph(connection) as graph,
    ):
        _catch_up(own, graph)
        local = host in LOOPBACK
        app = create_app(
            ApiContext(
                graph=graph,
                vault=own.vault,
                catalog=Catalog.load(),
                access=access,
                hosts=NAMES if local else NAMES | {host.lower(), socket.gethostname().lower()},
                any_address=not local,
            )
        )
        with announced(_notes(own.workspace), address):
            way_in = _link(address, access)
            typer.echo(way_in)
            _say("Open this link; it works once. Ctrl-C stops Marionet and its Neo4j.")
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(way_in,), daemon=True).start()
            run(app, bound)


def _catch_up(own: CliContext, graph: Graph) -> None:
    """Bring what the vault holds and the graph does not into the graph."""
    from graph.publish import project_pending

    project_pending(graph, own.vault, own.progress)
    for run in own.vault.runs():
        publish(own, graph, run, next(iter(own.vault.studies(run.run_id)[-1:]), None))


def _access(workspace: Workspace, port: int) -> Access:
    from api.access import Access, Links

    return Access(
        bearer=workspace.secret(TOKEN),
        links=Links(workspace.secrets / "links"),
        cookie=f"marionet-{port}",
    )


def _link(address: str, access: Access) -> str:
    return f"{address}/login?token={access.links.make()}"


def _notes(workspace: Workspace) -> Path:
    return workspace.secrets / "servers"


def _check_host(host: str, *, allow_network: bool) -> None:
    if host in LOOPBACK:
        return
    if not allow_network:
        raise UsageError(
            f"--host {host} can be reached by other machines, and Marionet speaks plain HTTP. "
            "Add --allow-network if that is meant, or use an SSH tunnel to 127.0.0.1."
        )
    _say(f"Warning: {host} can be reached by other machines; whoever has the link can log in.")


def _say(text: str) -> None:
    errors.print(text, markup=False, highlight=False, soft_wrap=True)
