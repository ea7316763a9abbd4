from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.embedded.home import ServerHome
from graph.embedded.store import adopt, incoming, recover


@pytest.fixture
def home(tmp_path: Path) -> ServerHome:
    found = ServerHome(tmp_path / "graph")
    for part in ("databases", "transactions"):
        _put(found.folder / "data" / part, "neo4j", "old")
        _put(found.folder / "data" / part, "system", "users")
    return found


def _put(folder: Path, database: str, text: str) -> None:
    (folder / database).mkdir(parents=True)
    (folder / database / "file").write_text(text)


def _make(folder: Path) -> None:
    for part in ("databases", "transactions"):
        _put(folder / "data" / part, "neo4j", "new")


def _content(home: ServerHome) -> dict[str, str]:
    files = sorted((home.folder / "data").rglob("file"))
    return {f"{path.parts[-3]}/{path.parts[-2]}": path.read_text() for path in files}


def _as(text: str) -> dict[str, str]:
    return {
        "databases/neo4j": text,
        "databases/system": "users",
        "transactions/neo4j": text,
        "transactions/system": "users",
    }


def test_an_adopted_store_takes_the_place_and_leaves_the_users(home: ServerHome) -> None:
    with incoming(home) as folder:
        _make(folder)
        adopt(home, folder, "neo4j")
    assert _content(home) == _as("new")
    assert not list(home.folder.glob("incoming-*"))


def test_the_first_store_of_a_new_home_is_adopted(tmp_path: Path) -> None:
    home = ServerHome(tmp_path)
    with incoming(home) as folder:
        _make(folder)
        adopt(home, folder, "neo4j")
    assert _content(home) == {"databases/neo4j": "new", "transactions/neo4j": "new"}


def test_a_store_that_a_kill_left_half_made_goes_away(home: ServerHome) -> None:
    _make(home.folder / "incoming-1-aa")
    recover(home)
    assert _content(home) == _as("old")
    assert not list(home.folder.glob("incoming-*"))


def test_an_interruption_while_it_is_made_changes_nothing(home: ServerHome) -> None:
    def interrupted() -> None:
        with incoming(home) as folder:
            _make(folder)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert _content(home) == _as("old")
    assert not list(home.folder.glob("incoming-*"))


@pytest.mark.parametrize("moves", range(5))
def test_a_kill_while_it_takes_its_place_is_finished_by_the_next_start(
    home: ServerHome, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    done = 0
    rename = Path.rename

    def counted(self: Path, target: Path) -> Path:
        nonlocal done
        if done == moves:
            raise Killed
        done += 1
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", counted)
    folder = home.folder / "incoming-1-aa"
    folder.mkdir()
    _make(folder)
    if moves < 4:
        with pytest.raises(Killed):
            adopt(home, folder, "neo4j")
    else:
        adopt(home, folder, "neo4j")
    monkeypatch.undo()
    recover(home)
    assert _content(home) == _as("new")
    assert not list(home.folder.glob("incoming-*"))


def test_an_import_that_outlived_its_command_is_ended(home: ServerHome) -> None:
    folder = home.folder / "incoming-1-aa"
    _make(folder)
    # stands for Java: end_orphan goes by the arguments
    words = ["org.neo4j.cli.AdminTool", f"--report-file={folder / 'report'}"]
    orphan = subprocess.Popen([sys.executable, "-c", "input()", *words], stdin=subprocess.PIPE)
    other = subprocess.Popen([sys.executable, "-c", "input()", words[0]], stdin=subprocess.PIPE)
    recover(home)
    orphan.wait(10)  # raises where it goes on
    assert other.poll() is None
    other.kill()
    other.wait(10)
    for process in (orphan, other):
        if process.stdin is not None:
            process.stdin.close()
