"""A command that uses the Neo4j of a workspace, as a process of its own.

Run as a script: opens the server, prints its process id and address, waits for its input to end.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


class ServerUse:
    """The process; `server` is what it found."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def server(self) -> tuple[int, str]:
        """Wait until it has a server; return the process id and the address of that."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        pid, uri = json.loads(line)
        return pid, uri

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.kill()
        self._close()

    def terminate(self) -> int:
        """End it as `kill` and the shutdown of the machine do; return its exit code."""
        self.process.terminate()
        return self._close()

    def finish(self) -> int:
        """Let it end by itself; return its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self._close()

    def _close(self) -> int:
        code = self.process.wait(60)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        return code


def _use(home: Path) -> None:
    from graph.embedded.home import ServerHome
    from graph.server import open_server
    from marionet.progress import SILENT
    from marionet.settings import Settings
    from marionet.workspace import Workspace

    settings = Settings(neo4j_heap_mb=512, neo4j_page_cache_mb=128)
    workspace = Workspace(home)
    with open_server(workspace, settings, SILENT) as connection:
        state = ServerHome(workspace.graph).read_state()
        assert state is not None
        sys.stdout.write(json.dumps([state.pid, connection.uri]) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _use(Path(sys.argv[1]))
