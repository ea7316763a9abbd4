"""Neo4j's cypher-shell, run on the jars that are there."""

from __future__ import annotations

import os
import signal
import subprocess  # nosec B404 - runs Java only, never a shell
from collections.abc import Sequence
from typing import Final

from graph.connection import Connection
from graph.embedded.jars import JarStore
from graph.embedded.java import find_java
from marionet.progress import Progress
from marionet.settings import Settings

_MAIN: Final = "org.neo4j.shell.Main"


def run_shell(
    connection: Connection, settings: Settings, arguments: Sequence[str], progress: Progress
) -> int:
    """Run cypher-shell in this terminal until it ends.

    Args:
        connection: Where it logs in; the password goes by the environment, which only this user
            can read, never by the arguments, which everyone can.
        settings: For Java and the jars.
        arguments: What cypher-shell is given beside.
        progress: Told when jars must be fetched first.

    Returns:
        Its exit code.
    """
    jars = JarStore.of(settings)
    jars.ensure(settings.maven_url, progress)
    command = [
        str(find_java(settings.java_home).program),
        "-cp",
        jars.class_path,
        _MAIN,
        *arguments,
    ]
    # Without what is set for us: cypher-shell refuses NEO4J_URI beside NEO4J_ADDRESS.
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")},
        "NEO4J_ADDRESS": connection.uri,
        "NEO4J_USERNAME": connection.user,
        "NEO4J_PASSWORD": connection.password,
        "NEO4J_DATABASE": connection.database,
    }
    # Ctrl-C in the shell stops a query there, not us.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(  # nosec B603  # noqa: S603 - our own jars
            command, env=environment, check=False, preexec_fn=_take_interrupts
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _take_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
