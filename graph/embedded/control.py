"""Starting and stopping the server of a workspace; all of it under its lock."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from contextlib import contextmanager

import filelock
import psutil

from graph.connection import Connection, Embedded
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
from graph.embedded.store import recover
from marionet.errors import GraphError
from marionet.progress import Progress
from marionet.settings import Settings
from marionet.workspace import Workspace

_PORT_ATTEMPTS = 3
_LEFT_OVER_S = 60.0  # a server that another process was starting when that was killed


def connection_to(workspace: Workspace, settings: Settings, state: ServerState) -> Connection:
    """Return how to log in to the server."""
    return Connection(
        state.uri,
        USER,
        workspace.secret("neo4j"),
        settings.neo4j_database,
        Embedded(workspace, settings),
    )


@contextmanager
def held(home: ServerHome, progress: Progress) -> Generator[None]:
    """Hold the lock of the server; says so when another command makes us wait."""
    lock = filelock.FileLock(home.lock, mode=0o600, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        with progress.step("waiting for another command that starts, stops or fills Neo4j"):
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def taking(home: ServerHome, leases: Leases, progress: Progress) -> Generator[None]:
    """Hold the lock; when the block fails (a full disk, Ctrl-C) no server stays for nobody."""
    with held(home, progress):
        try:
            yield
        except BaseException:
            stop_when_unused(home, leases, progress)
            raise


def ensure_running(workspace: Workspace, settings: Settings, progress: Progress) -> ServerState:
    """Return the state of a server that answers; start one where there is none.

    Raises:
        GraphError: It cannot be fetched, started or reached.
    """
    home = ServerHome(workspace.graph)
    users = Leases(home.leases).live()
    process = running_process(home)
    if process is None:
        return _start(workspace, settings, progress)
    state = home.read_state()
    outdated = not users and state is not None and state.version != NEO4J_VERSION
    if state and not outdated and _answers(workspace, settings, state, progress):
        return state
    if users:  # they may be in the middle of something: it is not for us to stop it
        raise GraphError(
            f"The Neo4j of this workspace (process {process.pid}) does not answer or refuses the "
            f"password in {workspace.secrets}, and {commands_of(users)} may be using it. Stop it "
            "with `marionet graph stop --force` and try again."
        )
    stop_process(process, home, progress)
    return _start(workspace, settings, progress)


def running_process(home: ServerHome) -> psutil.Process | None:
    """The process of the server, also when its note was lost."""
    state = home.read_state()
    known = process_of(state.pid, home) if state else None
    if known is None and home.data.exists():
        return find_server(home)
    return known


def _answers(
    workspace: Workspace, settings: Settings, state: ServerState, progress: Progress
) -> bool:
    connection = connection_to(workspace, settings, state)
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
    recover(home)
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
        ready = await_bolt(connection_to(workspace, settings, state), state.pid, home, START_S)
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


def stop_when_unused(home: ServerHome, leases: Leases, progress: Progress) -> None:
    """Stop the server unless somebody uses it or it was started to stay."""
    state = home.read_state()
    if leases.live() or (state and state.standing):
        return
    if process := running_process(home):
        stop_process(process, home, progress)


def stop_process(process: psutil.Process, home: ServerHome, progress: Progress) -> None:
    """End the process and forget it."""
    with progress.step("stopping Neo4j") as step:
        if not end_process(process, home):
            step.note("it had to be killed; it recovers at its next start")
    home.clear_state()


def release_standing(home: ServerHome) -> None:
    """Let the last command that uses the server stop it."""
    if state := home.read_state():
        home.write_state(dataclasses.replace(state, standing=False))


def commands_of(users: list[int]) -> str:
    """Return what to call the commands with these process ids."""
    ids = ", ".join(str(pid) for pid in users)
    return f"another command (process {ids})" if len(users) == 1 else f"commands (processes {ids})"
