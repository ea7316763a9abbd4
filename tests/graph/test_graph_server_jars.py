"""The pinned list and the cache folder."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.embedded.jars import NEO4J_VERSION, Jar, JarStore, pinned_jars
from marionet.errors import GraphError
from marionet.progress import SILENT

ROOT = Path(__file__).resolve().parents[2]


def jar(content: bytes, name: str = "a.jar") -> Jar:
    return Jar(hashlib.sha256(content).hexdigest(), len(content), f"g/a/1/{name}")


def test_every_line_of_the_list_is_a_digest_a_size_and_a_relative_path() -> None:
    jars = pinned_jars()
    assert all(re.fullmatch(r"[0-9a-f]{64}", one.sha256) for one in jars)
    assert all(one.size > 0 for one in jars)
    assert all(re.fullmatch(r"[A-Za-z0-9_.+/-]+\.jar", one.path) for one in jars)
    assert not any(one.path.startswith("/") or ".." in one.path for one in jars)


def test_file_names_are_unique_so_that_one_folder_holds_all() -> None:
    names = [one.name for one in pinned_jars()]
    assert len(names) == len(set(names))


def test_the_list_is_of_the_version_that_we_name() -> None:
    names = {one.name for one in pinned_jars()}
    wanted = ("neo4j", "neo4j-server", "cypher-shell")
    assert {f"{name}-{NEO4J_VERSION}.jar" for name in wanted} <= names


def test_a_jar_of_another_size_is_missing(tmp_path: Path) -> None:
    store = JarStore(tmp_path, (jar(b"whole"), jar(b"other", "b.jar")))
    (tmp_path / "a.jar").write_bytes(b"whol")
    (tmp_path / "b.jar").write_bytes(b"other")
    assert {one.name for one in store.missing()} == {"a.jar"}


def test_a_damaged_jar_is_removed_when_all_are_read_again(tmp_path: Path) -> None:
    store = JarStore(tmp_path, (jar(b"whole"), jar(b"other", "b.jar")))
    (tmp_path / "a.jar").write_bytes(b"whxle")
    (tmp_path / "b.jar").write_bytes(b"other")
    assert store.discard_damaged(SILENT) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"b.jar"}


def test_a_whole_store_asks_no_one(tmp_path: Path) -> None:
    (tmp_path / "a.jar").write_bytes(b"whole")
    JarStore(tmp_path, (jar(b"whole"),)).ensure("http://127.0.0.1:1", SILENT)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_full_disk_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 100, 0))
    with pytest.raises(GraphError, match=r"only 0 MB are free.*MARIONET_CACHE"):
        JarStore(tmp_path, (jar(b"whole"),)).ensure("http://127.0.0.1:1", SILENT)


def test_a_cache_that_cannot_be_made_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = JarStore(tmp_path / "file" / "cache", (jar(b"whole"),))
    with pytest.raises(GraphError, match=r"file.cache.*MARIONET_CACHE"):
        store.ensure("http://127.0.0.1:1", SILENT)


def test_the_tool_writes_the_list_from_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "g" / "a" / "1" / "a-1.jar"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"whole")
    written = subprocess.run(
        [sys.executable, ROOT / "tools" / "jar_list.py", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line for line in written.splitlines() if not line.startswith("#")]
    assert lines == [f"{hashlib.sha256(b'whole').hexdigest()} 5 g/a/1/a-1.jar"]
