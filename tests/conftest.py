"""Fixtures of all tests.

Policy: one Neo4j for the whole session, the embedded one, started by graph.server as users start
it, in a workspace of its own and with little memory. Nothing is skipped for want of it: what keeps
it from starting fails the tests that ask for it. NEO4J_URI of the developer is not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from marionet.progress import SILENT
from marionet.settings import Settings
from marionet.workspace import Workspace
from tests.real_data import REAL_DATA, real_data_is_there

if TYPE_CHECKING:
    from graph.connection import Connection
    from graph.session import Graph


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end that the tests on real data did not run, where there is none."""
    if not real_data_is_there():
        terminalreporter.write_line(f"tests/real: not run, there is no real data at {REAL_DATA}")


def small_server(settings: Settings) -> Settings:
    """The settings, but for the embedded server and with little memory."""
    small = {"neo4j_uri": None, "neo4j_heap_mb": 512, "neo4j_page_cache_mb": 128}
    return settings.model_copy(update=small)


@pytest.fixture(scope="session")
def neo4j_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace in which the Neo4j of the session runs."""
    return Workspace(tmp_path_factory.mktemp("neo4j") / "home")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_workspace: Workspace) -> Iterator[Connection]:
    """A running Neo4j, shared by all tests of the session."""
    from graph.server import open_server

    with open_server(neo4j_workspace, small_server(Settings()), SILENT) as connection:
        yield connection


@pytest.fixture
def neo4j_environment(neo4j_server: Connection) -> dict[str, str]:
    """Environment variables by which a `marionet` process uses the Neo4j of the session."""
    return {
        "NEO4J_URI": neo4j_server.uri,
        "NEO4J_USER": neo4j_server.user,
        "NEO4J_PASSWORD": neo4j_server.password,
    }


@pytest.fixture
def graph(neo4j_server: Connection) -> Iterator[Graph]:
    """An empty graph; indexes and constraints of earlier tests may be there."""
    from graph.session import Graph

    with Graph(neo4j_server) as session:
        session.write("MATCH (n) DETACH DELETE n")
        yield session


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests see no workspace and no server of the person who runs them; the cache is shared."""
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MARIONET_HOME", str(tmp_path / "home"))
