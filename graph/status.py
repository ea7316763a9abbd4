"""What can be told of the Neo4j in use, without starting it."""

from __future__ import annotations

from pathlib import Path

import psutil

from graph.embedded.home import ServerHome
from graph.embedded.lease import Leases
from graph.embedded.process import find_server, process_of
from marionet.settings import Settings
from marionet.workspace import Workspace

Facts = dict[str, str | int | float | bool | None]


def server_status(workspace: Workspace) -> Facts:
    """Return facts on the embedded server: address, process, memory, use, disk.

    Sizes are megabytes. What does not apply while it is stopped is None.
    """
    home = ServerHome(workspace.graph)
    state = home.read_state()
    process = process_of(state.pid, home) if state else None
    if process is None and home.data.exists():
        process = find_server(home)
    running = process is not None
    return {
        "running": running,
        "address": state.uri if running and state else None,
        "pid": process.pid if process else None,
        "version": state.version if running and state else None,
        "java": state.java if running and state else None,
        "stays": bool(state and state.standing) if running else None,
        "memory_mb": _memory_mb(process) if process else None,
        "used_by": len(Leases(home.leases).held()),
        "disk_mb": round(_disk_bytes(home.folder) / (1 << 20), 1),
        "folder": str(home.folder),
        "log": str(home.log),
    }


def external_status(settings: Settings) -> Facts:
    """Return facts on the server of NEO4J_URI.

    Raises:
        GraphError: It cannot be reached or refuses the login.
    """
    from graph.external import external_connection, server_agent  # the driver is slow to import

    connection = external_connection(settings)
    return {
        "running": True,
        "address": connection.uri,
        "version": server_agent(connection).removeprefix("Neo4j/"),
        "database": connection.database,
        "user": connection.user,
    }


def _memory_mb(process: psutil.Process) -> int | None:
    try:
        return process.memory_info().rss >> 20
    except psutil.Error:
        return None


def _disk_bytes(folder: Path) -> int:
    """Return what the files take on the disk; they may be sparse."""
    total = 0
    for path in folder.rglob("*"):
        try:
            found = path.lstat()
        except OSError:  # removed meanwhile
            continue
        total += getattr(found, "st_blocks", found.st_size // 512) * 512
    return total
