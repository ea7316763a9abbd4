"""`marionet graph` as a person meets it. Only what needs no server of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from graph.connection import Connection
from marionet.workspace import Workspace

MARIONET = Path(sys.executable).parent / "marionet"


def marionet_graph(
    home: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MARIONET, "--home", home, "graph", *arguments],
        env={**os.environ, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_status_of_a_workspace_that_was_never_used(tmp_path: Path) -> None:
    done = marionet_graph(tmp_path / "home", "status", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["running"], found["address"], found["used_by"]) == (False, None, 0)
    assert not (tmp_path / "home").exists()


def test_stop_says_that_nothing_was_running(tmp_path: Path) -> None:
    done = marionet_graph(tmp_path / "home", "stop")
    assert (done.returncode, done.stdout) == (0, "Neo4j was not running.\n")


def test_a_running_server_and_its_users_are_told_and_not_stopped(
    neo4j_server: Connection, neo4j_workspace: Workspace
) -> None:
    home = neo4j_workspace.home
    status = json.loads(marionet_graph(home, "status", "--json").stdout)
    assert (status["running"], status["address"]) == (True, neo4j_server.uri)
    assert status["used_by"] == 1
    assert status["memory_mb"] > 100
    refused = marionet_graph(home, "stop")
    assert refused.returncode == 1
    assert f"process {os.getpid()}" in refused.stderr
    assert "--force" in refused.stderr


def test_status_of_a_named_server(neo4j_environment: dict[str, str], tmp_path: Path) -> None:
    done = marionet_graph(tmp_path / "home", "status", "--json", **neo4j_environment)
    found = json.loads(done.stdout)
    assert found["version"].startswith("5.26")
    assert found["address"] == neo4j_environment["NEO4J_URI"]
    assert neo4j_environment["NEO4J_PASSWORD"] not in done.stdout + done.stderr


def test_a_named_server_is_neither_started_nor_stopped(
    neo4j_environment: dict[str, str], tmp_path: Path
) -> None:
    for command in ("start", "stop"):
        done = marionet_graph(tmp_path / "home", command, **neo4j_environment)
        assert done.returncode == 2
        assert "NEO4J_URI" in done.stderr


def test_the_shell_runs_a_statement_on_the_server(
    neo4j_environment: dict[str, str], tmp_path: Path
) -> None:
    done = marionet_graph(
        tmp_path / "home", "shell", "RETURN 6 * 7 AS answer;", **neo4j_environment
    )
    assert (done.returncode, done.stdout.split()) == (0, ["answer", "42"]), done.stderr


def test_a_cache_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = str(tmp_path / "file" / "cache")
    done = marionet_graph(tmp_path / "home", "install", MARIONET_CACHE=cache)
    assert done.returncode == 1
    assert "MARIONET_CACHE" in done.stderr
    assert "Traceback" not in done.stderr
