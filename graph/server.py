"""The Neo4j of a workspace: started once however many commands use it, stopped by the last.

States, all changed under one lock (`server.lock`):

- Nobody uses it and it was not started to stay: there is no process.
- Someone holds a lease: a process runs; the last lease to go stops it.
- `marionet graph start`: a process runs until `marionet graph stop`.
- After `kill -9` of its users the process is left over: the next use shares it when it answers,
  and stops it when it does not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from contextlib import contextmanager

import filelock
import psutil

from graph.connection import Connection
from graph.embedded.home import USER, ServerHome, ServerState
from graph.embedded.jars import NEO4J_VERSION, JarStore
from graph.embedded.java import find_java
from graph.embedded.lease import Leases
from graph.embedded.log import PORT_TAKEN, cause, length, tail
from graph.embedded.memory import machine_mb, sizes_for
from graph.embedded.process import (
    START_S,
    Launch,
    LoginRefused,
    await_bolt,
    end_process,
    find_server,
    free_port,
    launch_server,
    process_of,
)
from graph.embedded.signals import orderly_exit
from marionet.errors import GraphError
from marionet.progress import Progress
from marionet.settings import Settings
from marionet.workspace import Workspace

__all__ = ["Connection", "InUse", "open_server", "start_server", "stop_server"]

_PORT_ATTEMPTS = 3
_LEFT_OVER_S = 60.0  # a server that another process was starting when that was killed


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
        with _taking(home, leases, progress):
            state = _ensure_running(workspace, settings, progress)
            lease = leases.take()
        try:
            yield _connection(workspace, settings, state)
        finally:
            lease.release()
            with _held(home, progress):
                _stop_when_unused(home, leases, progress)


def start_server(workspace: Workspace, settings: Settings, progress: Progress) -> ServerState:
    """Start the server to stay until `stop_server`; raises as `open_server`."""
    home = ServerHome(workspace.create().graph)
    with orderly_exit(), _taking(home, Leases(home.leases), progress):
        state = dataclasses.replace(_ensure_running(workspace, settings, progress), standing=True)
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
    with _held(home, progress):
        users = Leases(home.leases).live()
        process = _running(home)
        if process is None:
            home.clear_state()
            return False
        if users and not force:
            _release_standing(home)
            raise InUse(
                f"Neo4j is in use by {_commands(users)}. It stops when they end; to stop it at "
                "once: marionet graph stop --force"
            )
        _stop(process, home, progress)
        return True


def _connection(workspace: Workspace, settings: Settings, state: ServerState) -> Connection:
    return Connection(state.uri, USER, workspace.secret("neo4j"), settings.neo4j_database)


@contextmanager
def _held(home: ServerHome, progress: Progress) -> Generator[None]:
    """Hold the lock of the server; says so when another command makes us wait."""
    lock = filelock.FileLock(home.lock, mode=0o600, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        with progress.step("waiting for another command that starts or stops Neo4j"):
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _taking(home: ServerHome, leases: Leases, progress: Progress) -> Generator[None]:
    """Hold the lock; when the block fails (a full disk, Ctrl-C) no server stays for nobody."""
    with _held(home, progress):
        try:
            yield
        except BaseException:
            _stop_when_unused(home, leases, progress)
            raise


def _ensure_running(workspace: Workspace, settings: Settings, progress: Progress) -> ServerState:
    home = ServerHome(workspace.graph)
    users = Leases(home.leases).live()
    process = _running(home)
    if process is None:
        return _start(workspace, settings, progress)
    state = home.read_state()
    outdated = not users and state is not None and state.version != NEO4J_VERSION
    if state and not outdated and _answers(workspace, settings, state, progress):
        return state
    if users:  # they may be in the middle of something: it is not for us to stop it
        raise GraphError(
            f"The Neo4j of this workspace (process {process.pid}) does not answer or refuses the "
            f"password in {workspace.secrets}, and {_commands(users)} may be using it. Stop it "
            "with `marionet graph stop --force` and try again."
        )
    _stop(process, home, progress)
    return _start(workspace, settings, progress)


def _running(home: ServerHome) -> psutil.Process | None:
    """The process of the server, also when its note was lost."""
    state = home.read_state()
    known = process_of(state.pid, home) if state else None
    if known is None and home.data.exists():
        return find_server(home)
    return known


def _answers(
    workspace: Workspace, settings: Settings, state: ServerState, progress: Progress
) -> bool:
    connection = _connection(workspace, settings, state)
    home = ServerHome(workspace.graph)
    try:
        if await_bolt(connection, state.pid, home, 0.5):
            return True
        with progress.step("waiting for the Neo4j that is starting"):
            return await_bolt(connection, state.pid, home, _LEFT_OVER_S)
    except LoginRefused:
        return False


def _start(workspace: Workspace, settings: Settings, progress: Progress) -> ServerState:
    home = ServerHome(workspace.graph)
    jars = JarStore.of(settings)
    jars.ensure(settings.maven_url, progress)
    launch = Launch(
        find_java(settings.java_home), jars.class_path, sizes_for(machine_mb(), settings)
    )
    with progress.step("starting Neo4j") as step:
        state = _start_on_a_free_port(workspace, settings, launch)
        step.note(f"{state.uri}, Java {state.java}")
    home.write_version()
    return state


def _start_on_a_free_port(workspace: Workspace, settings: Settings, launch: Launch) -> ServerState:
    """Start; once more when another program took the port before the server could."""
    home = ServerHome(workspace.graph)
    reason = ""
    for _ in range(_PORT_ATTEMPTS):
        mark = length(home.log)
        state = _launch(workspace, launch, home)
        if _came_up(workspace, settings, state):
            return state
        reason = cause(tail(home.console) + tail(home.log, mark))
        if reason != PORT_TAKEN:
            break
    raise GraphError(f"Neo4j did not start: {reason}. Its log is {home.log}.")


def _launch(workspace: Workspace, launch: Launch, home: ServerHome) -> ServerState:
    port = free_port(home.last_port())
    home.prepare(port, workspace.secret("neo4j"), launch.sizes)
    pid = launch_server(launch, home)
    state = ServerState(pid, port, NEO4J_VERSION, launch.java.version, standing=False)
    home.write_state(state)
    return state


def _came_up(workspace: Workspace, settings: Settings, state: ServerState) -> bool:
    """Wait for the server; one that fails, or whose start is broken off, is ended."""
    home = ServerHome(workspace.graph)
    ready = False
    try:
        ready = await_bolt(_connection(workspace, settings, state), state.pid, home, START_S)
    except LoginRefused as error:
        raise GraphError(
            f"The Neo4j data in {home.data} have another password than the file "
            f"{workspace.secrets / 'neo4j'}. Put the old file back; or delete the folder "
            f"{home.data} and run `marionet graph rebuild`, which makes the graph again."
        ) from error
    finally:
        if not ready:
            if process := process_of(state.pid, home):
                end_process(process, home)
            home.clear_state()
    return ready


def _stop_when_unused(home: ServerHome, leases: Leases, progress: Progress) -> None:
    state = home.read_state()
    if leases.live() or (state and state.standing):
        return
    if process := _running(home):
        _stop(process, home, progress)


def _stop(process: psutil.Process, home: ServerHome, progress: Progress) -> None:
    with progress.step("stopping Neo4j") as step:
        if not end_process(process, home):
            step.note("it had to be killed; it recovers at its next start")
    home.clear_state()


def _release_standing(home: ServerHome) -> None:
    """Let the last command that uses the server stop it."""
    if state := home.read_state():
        home.write_state(dataclasses.replace(state, standing=False))


def _commands(users: list[int]) -> str:
    ids = ", ".join(str(pid) for pid in users)
    return f"another command (process {ids})" if len(users) == 1 else f"commands (processes {ids})"
