"""The process of an embedded Neo4j: launched, found again, awaited, ended."""

from __future__ import annotations

import contextlib
import socket
import subprocess  # nosec B404 - runs Java only, never a shell
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import psutil

from graph.connection import Connection
from graph.embedded.home import ServerHome
from graph.embedded.java import Java
from graph.embedded.memory import MemorySizes
from graph.embedded.neo4j_conf import jvm_options

ENTRY_POINT: Final = "org.neo4j.server.CommunityEntryPoint"

START_S = 180.0  # a slow disk, a store that recovers
STOP_S = 60.0  # a checkpoint of a large page cache
_POLL_S = 0.05

# A load is over before the second compiler of Java has paid for its inlining: it took more time
# than the writing. With less inlining it needs a third less for a cold load of 100,000 posts, all
# together a tenth to a fifth less; warm queries are as quick.
LIGHT_COMPILER: Final = (
    "-XX:+IgnoreUnrecognizedVMOptions",  # a Java without that compiler
    "-XX:MaxInlineLevel=6",
    "-XX:FreqInlineSize=100",
    "-XX:LiveNodeCountInliningCutoff=10000",
    "-XX:LoopUnrollLimit=0",
)


@dataclass(frozen=True, slots=True)
class Launch:
    """What is needed to start the process."""

    java: Java
    class_path: str
    sizes: MemorySizes


def command_line(launch: Launch, home: ServerHome) -> list[str]:
    """Return the program and its arguments. No secret is among them: everyone can read them."""
    return [
        str(launch.java.program),
        *jvm_options(launch.java.version, launch.sizes),
        *LIGHT_COMPILER,
        "-cp",
        launch.class_path,
        ENTRY_POINT,
        f"--home-dir={home.folder}",
        f"--config-dir={home.conf}",
    ]


def launch_server(launch: Launch, home: ServerHome) -> int:
    """Start the process and return its id; what it prints goes to `home.console`."""
    home.console.parent.mkdir(parents=True, exist_ok=True)
    with home.console.open("wb") as console:
        process = subprocess.Popen(  # nosec B603  # noqa: S603 - the program was chosen by graph.embedded.java
            command_line(launch, home),
            cwd=home.folder,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C reaches the commands that use it, and they stop it in
            # good order; it may also outlive the command that started it.
            start_new_session=True,
        )
    _children[process.pid] = process
    return process.pid


# Popen objects of this process. Kept, so that an ended child can be reaped whoever stopped it.
_children: dict[int, subprocess.Popen[bytes]] = {}


def process_of(pid: int, home: ServerHome) -> psutil.Process | None:
    """Return the process when it lives and is the server of that folder, else None.

    A process id alone proves nothing: ids are given again.
    """
    child = _children.get(pid)
    ours = child is not None and child.poll() is None
    try:
        process = psutil.Process(pid)
        # Of a process that has just begun the system shows no arguments for a moment.
        return process if ours or _serves(process, home) else None
    except psutil.Error:
        return None


def find_server(home: ServerHome) -> psutil.Process | None:
    """Look through all processes for the server of that folder."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if _serves(process, home):
                return process
    return None


def _serves(process: psutil.Process, home: ServerHome) -> bool:
    if process.status() == psutil.STATUS_ZOMBIE:
        return False
    arguments = process.cmdline()
    return ENTRY_POINT in arguments and f"--home-dir={home.folder}" in arguments


class LoginRefused(Exception):
    """The server runs, but with another password."""


def await_bolt(connection: Connection, pid: int, home: ServerHome, limit_s: float) -> bool:
    """Wait until a query is answered; False when the process ended or the time ran out.

    Raises:
        LoginRefused: The server does not take the password.
    """
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if process_of(pid, home) is None:
            return False
        if _answers(connection):
            return True
        time.sleep(_POLL_S)
    return False


def _answers(connection: Connection) -> bool:
    if not _listens(connection.uri):  # the driver would wait, and log each attempt
        return False
    # Imported late: it takes a second, during which the server starts on the other cores, and
    # `marionet graph status` does not need it.
    import neo4j
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        with (
            neo4j.GraphDatabase.driver(
                connection.uri,
                auth=(connection.user, connection.password),
                connection_timeout=2,
                telemetry_disabled=True,
            ) as driver,
            driver.session(database=connection.database) as session,
        ):
            session.run("RETURN 1").consume()
    except AuthError as error:
        raise LoginRefused from error
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def _listens(uri: str) -> bool:
    address = urlsplit(uri)
    try:
        socket.create_connection((address.hostname, address.port), timeout=2).close()
    except OSError:
        return False
    return True


def end_process(process: psutil.Process, home: ServerHome, limit_s: float = STOP_S) -> bool:
    """Ask the server to stop and wait for it; kill it when it does not.

    Returns:
        Whether it stopped in good order. A killed one recovers at its next start.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
    if _gone(process.pid, home, limit_s):
        return True
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()
    _gone(process.pid, home, limit_s)
    return False


def _gone(pid: int, home: ServerHome, limit_s: float) -> bool:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if process_of(pid, home) is None:
            return True
        time.sleep(_POLL_S)
    return False


def free_port(wished: int = 0) -> int:
    """Return a port of 127.0.0.1 that nobody listens on now; if it can be, the one wished."""
    with socket.socket() as probe:
        # as Java does it: connections that have just ended do not hold a port
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wished))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
