"""How long the first load of a graph takes by Neo4j's import tool: seconds by phase.

Run:  python -m bench.graph_import [POSTS]

The posts are those of bench.graph_write (about 3.5 relationships each), made in a temporary
workspace; the time to make them is not counted. The server is running and empty at the start, and
runs with all its indexes at the end.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bench.graph_write import write_batch
from graph.bulk.choice import import_when_quicker
from graph.server import open_server
from graph.session import Graph
from marionet.progress import Step
from marionet.settings import Settings
from marionet.workspace import Workspace
from vault import Vault

POSTS = 1_000_000


class _Phases:
    """A progress that prints each step with its seconds."""

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        del total, unit
        step = _Silent()
        started = time.perf_counter()
        yield step
        print(f"{time.perf_counter() - started:8.1f} s  {name}  {step.last}", flush=True)


class _Silent:
    last = ""

    def advance(self, amount: int = 1) -> None: ...

    def total(self, amount: int | None) -> None: ...

    def note(self, text: str) -> None:
        self.last = text


def main(posts: int) -> None:
    """Import one batch into an empty graph; print the seconds of every phase and in all."""
    with tempfile.TemporaryDirectory(prefix="marionet-bench-") as folder:
        workspace = Workspace(Path(folder)).create()
        vault = Vault(workspace.vault)
        batch = write_batch(vault, range(posts), seed=1, accounts=posts // 10)
        with (
            open_server(workspace, Settings(), _Phases()) as connection,
            Graph(connection) as graph,
        ):
            started, before = time.perf_counter(), _cpu_s()
            done = import_when_quicker(graph, vault, [batch], _Phases())
            seconds, cpu_s = time.perf_counter() - started, _cpu_s() - before
            nodes = graph.read("MATCH (n) RETURN count(n) AS n")[0]["n"]
            links = graph.read("MATCH ()-[r]->() RETURN count(r) AS n")[0]["n"]
    print(
        f"{posts:,} posts ({nodes:,} nodes, {links:,} relationships) "
        f"{'imported' if done else 'NOT imported'} in {seconds:.1f} s: {posts / seconds:,.0f} "
        f"posts/s ({cpu_s:.1f} s of processor time without the server's)"
    )


def _cpu_s() -> float:
    """Processor time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else POSTS)
