"""The folder of one embedded Neo4j: its paths, its configuration, what is known of its process."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.embedded.auth_file import write_auth_file
from graph.embedded.jars import NEO4J_VERSION
from graph.embedded.memory import MemorySizes
from graph.embedded.neo4j_conf import configuration
from marionet.errors import GraphError

USER = "neo4j"
_PORT = re.compile(r"^server\.bolt\.listen_address=127\.0\.0\.1:(\d{1,5})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ServerState:
    """What the process that starts a server leaves for the others.

    Attributes:
        pid: Process id of the server.
        port: Port of Bolt on 127.0.0.1.
        version: Version of Neo4j.
        java: Version of Java.
        standing: Started by `marionet graph start`: it stays when nobody uses it.
    """

    pid: int
    port: int
    version: str
    java: int
    standing: bool

    @property
    def uri(self) -> str:
        """Address for the driver."""
        return f"bolt://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class ServerHome:
    """Paths in the folder of the server."""

    folder: Path

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops the server."""
        return self.folder / "server.lock"

    @property
    def leases(self) -> Path:
        """One file for each use."""
        return self.folder / "leases"

    @property
    def data(self) -> Path:
        """The databases."""
        return self.folder / "data"

    @property
    def conf(self) -> Path:
        """Holds neo4j.conf."""
        return self.folder / "conf"

    @property
    def console(self) -> Path:
        """What the process printed since its start."""
        return self.folder / "logs" / "console.log"

    @property
    def log(self) -> Path:
        """Neo4j's own log."""
        return self.folder / "logs" / "neo4j.log"

    @property
    def _state(self) -> Path:
        return self.folder / "server.json"

    @property
    def _version(self) -> Path:
        return self.folder / "version"

    def prepare(self, port: int, password: str, sizes: MemorySizes) -> None:
        """Write the configuration, and the password where the data are new.

        Raises:
            GraphError: The data were written by a newer Neo4j.
        """
        self.check_version()
        for name in ("conf", "data", "logs", "run", "import", "plugins"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)  # the names and posts of people are in there
        (self.conf / "neo4j.conf").write_text(configuration(self.folder, port, sizes), "utf-8")
        if not (self.data / "databases" / "system").exists():
            write_auth_file(self.data, USER, password)

    def last_port(self) -> int:
        """Return the port of the last start, 0 where there was none.

        Who was connected finds the server again after it has ended and was started once more.
        """
        try:
            found = _PORT.search((self.conf / "neo4j.conf").read_text("utf-8"))
        except (OSError, ValueError):
            return 0
        return int(found[1]) if found else 0

    def write_version(self) -> None:
        """Note which Neo4j wrote the data."""
        self._version.write_text(NEO4J_VERSION + "\n", "ascii")

    def check_version(self) -> None:
        """Refuse data of a newer Neo4j; it could not read them.

        Raises:
            GraphError: They are.
        """
        if not self._version.exists():
            return
        written = self._version.read_text("ascii", errors="replace").strip()
        if _numbers(written) > _numbers(NEO4J_VERSION):
            raise GraphError(
                f"The graph in {self.data} was written by Neo4j {written}, which is newer than "
                f"this one ({NEO4J_VERSION}). Update Marionet; or delete the folder {self.folder} "
                "and run `marionet graph rebuild`, which makes the graph again from the vault."
            )

    def read_state(self) -> ServerState | None:
        """Return what was left, or None when there is nothing that can be read."""
        try:
            return ServerState(**json.loads(self._state.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_state(self, state: ServerState) -> None:
        """Leave it for the others: whole or not at all, for this user only."""
        temporary = self._state.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
        temporary.replace(self._state)

    def clear_state(self) -> None:
        """Forget the process."""
        self._state.unlink(missing_ok=True)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))
