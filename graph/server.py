"""The Neo4j of a workspace: started once however many commands use it, stopped by the last.

States, all changed under one lock (`server.lock`):

- Nobody uses it and it was not started to stay: there is no process.
- Someone holds a lease: a process runs; the last lease to go stops it.
- `marionet graph start`: a process runs until `marionet graph stop`.
- `without_server`: there is no process, and nobody can start one until the work on its files ends.
- After `kill -9` of its users the process is left over: the next use shares it when it answers,
  and stops it when it does not.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Generator
from contextlib import contextmanager

from graph.connection import Connection, Embedded
from graph.embedded.control import (
    commands_of,
    connection_to,
    ensure_running,
    held,
    release_standing,
    running_process,
    stop_process,
    stop_when_unused,
    taking,
)
from graph.embedded.home import ServerHome, ServerState
from graph.embedded.lease import Leases
from graph.embedded.signals import orderly_exit
from marionet.errors import GraphError
from marionet.progress import Progress
from marionet.settings import Settings
from marionet.workspace import Workspace

__all__ = ["Connection", "InUse", "open_server", "start_server", "stop_server", "without_server"]


class InUse(GraphError):
    """Commands use the server."""


@contextmanager
def open_server(
    workspace: Workspace, settings: Settings, progress: Progress
) -> Generator[Connection]:
    """Give a Neo4j to use until the block ends: started, shared, or the one of NEO4J_URI.

    Raises:
        GraphError: It cannot be fetched, started or reached; the message says how to mend that.
    """
    if settings.neo4j_uri:
        from graph.external import external_connection  # it imports the driver: slow

        yield external_connection(settings)
        return
    home = ServerHome(workspace.create().graph)
    leases = Leases(home.leases)
    with orderly_exit():
        with taking(home, leases, progress):
            state = ensure_running(workspace, settings, progress)
            lease = leases.take()
        try:
            yield connection_to(workspace, settings, state)
        finally:
            lease.release()
            with held(home, progress):
                stop_when_unused(home, leases, progress)


def start_server(workspace: Workspace, settings: Settings, progress: Progress) -> ServerState:
    """Start the server to stay until `stop_server`; raises as `open_server`."""
    home = ServerHome(workspace.create().graph)
    with orderly_exit(), taking(home, Leases(home.leases), progress):
        state = dataclasses.replace(ensure_running(workspace, settings, progress), standing=True)
        home.write_state(state)
    return state


def stop_server(workspace: Workspace, progress: Progress, *, force: bool = False) -> bool:
    """Stop the server.

    Args:
        workspace: Whose server.
        progress: Told when it takes time.
        force: Stop it although commands use it; they fail then.

    Returns:
        False when none was running.

    Raises:
        InUse: Commands use it and `force` is not set.
    """
    home = ServerHome(workspace.graph)
    if not home.folder.exists():
        return False
    with held(home, progress):
        users = Leases(home.leases).live()
        process = running_process(home)
        if process is None:
            home.clear_state()
            return False
        if users and not force:
            release_standing(home)
            raise InUse(
                f"Neo4j is in use by {commands_of(users)}. It stops when they end; to stop it at "
                "once: marionet graph stop --force"
            )
        stop_process(process, home, progress)
        return True


@contextmanager
def without_server(embedded: Embedded, progress: Progress) -> Generator[ServerHome]:
    """Keep the server stopped, and everybody out, until the block ends; then start it again.

    For work on its files. Other commands wait. It is started again, at its old address, only where
    it ran before and the block ended well.

    Raises:
        InUse: Another command uses it.
        GraphError: It cannot be started again.
    """
    workspace, settings = embedded.workspace, embedded.settings
    home = ServerHome(workspace.create().graph)
    with orderly_exit(), held(home, progress):
        others = [pid for pid in Leases(home.leases).live() if pid != os.getpid()]
        if others:
            raise InUse(f"Neo4j is in use by {commands_of(others)}.")
        process, before = running_process(home), home.read_state()
        if process is not None:
            stop_process(process, home, progress)
        yield home
        if process is not None:
            state = ensure_running(workspace, settings, progress)
            standing = before is not None and before.standing
            home.write_state(dataclasses.replace(state, standing=standing))
            if before is not None and before.uri != state.uri:
                raise GraphError(
                    f"Neo4j was started again, but another program has taken its address "
                    f"{before.uri}. Give the same command again; nothing is lost."
                )
