"""The jars that make Neo4j: a pinned list, and the cache folder that all workspaces share."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Final

import filelock

from marionet.errors import GraphError
from marionet.progress import Progress
from marionet.settings import Settings

NEO4J_VERSION: Final = "5.26.30"

_PARALLEL = 16
# Room for the .part files and for the file system's own needs.
_SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar of the list.

    Attributes:
        sha256: Digest of its content, hexadecimal.
        size: Bytes.
        path: Where it is in a Maven repository.
    """

    sha256: str
    size: int
    path: str

    @property
    def name(self) -> str:
        """File name; unique within the list."""
        return PurePosixPath(self.path).name


def pinned_jars() -> tuple[Jar, ...]:
    """Return the list that belongs to this version of Marionet."""
    text = (files("graph.embedded") / "jars.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return tuple(Jar(sha256, int(size), path) for sha256, size, path in rows)


@dataclass(frozen=True, slots=True)
class JarStore:
    """The jars of one version in one folder.

    A file has its final name only after its digest was checked, so a file of that name is whole.

    Attributes:
        folder: Holds the jars side by side.
        jars: What belongs there.
    """

    folder: Path
    jars: tuple[Jar, ...]

    @classmethod
    def of(cls, settings: Settings) -> JarStore:
        """Return the store in the cache folder of the settings."""
        return cls(settings.cache / "neo4j" / NEO4J_VERSION, pinned_jars())

    @property
    def version(self) -> str:
        """Version of Neo4j."""
        return NEO4J_VERSION

    @property
    def class_path(self) -> str:
        """What `java -cp` takes."""
        return str(self.folder / "*")

    def missing(self) -> tuple[Jar, ...]:
        """Return the jars that are absent or have another size."""
        return tuple(jar for jar in self.jars if not self._present(jar))

    def discard_damaged(self, progress: Progress) -> int:
        """Read every jar again, remove those with a wrong digest, and return how many they were."""
        there = [jar for jar in self.jars if self._present(jar)]
        damaged = 0
        with progress.step("checking the jars of Neo4j", len(there), "jars") as step:
            for jar in there:
                path = self.folder / jar.name
                with path.open("rb") as file:
                    right = hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
                if not right:
                    path.unlink()
                    damaged += 1
                step.advance()
        return damaged

    def ensure(self, base_url: str | None, progress: Progress) -> None:
        """Fetch what is missing; a second process waits for the first and fetches nothing.

        Args:
            base_url: A Maven repository; None is Maven Central.
            progress: Told the megabytes.

        Raises:
            GraphError: No network, wrong bytes, or no room on the disk.
        """
        if not self.missing():
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder.with_name(self.folder.name + ".lock")):
                self._fetch(base_url or _maven_central(), progress)
        except OSError as error:
            raise GraphError(
                f"Neo4j cannot be stored in {self.folder} ({error.strerror or error}). Free space "
                "there, or name another folder with MARIONET_CACHE."
            ) from error

    def _fetch(self, base_url: str, progress: Progress) -> None:
        from graph.embedded.download import Wanted, fetch_all  # slow to import, seldom needed

        missing = self.missing()
        total = sum(jar.size for jar in missing)
        free = shutil.disk_usage(self.folder).free
        if missing and free < total + _SPARE_BYTES:
            raise GraphError(
                f"Neo4j needs {(total + _SPARE_BYTES) >> 20} MB in {self.folder}, but only "
                f"{free >> 20} MB are free. Free space there, or name another folder with "
                "MARIONET_CACHE."
            )
        wanted = [
            Wanted(
                f"{base_url.rstrip('/')}/{jar.path}", self.folder / jar.name, jar.sha256, jar.size
            )
            for jar in missing
        ]
        fetch_all(
            wanted, parallel=_PARALLEL, name=f"fetching Neo4j {NEO4J_VERSION}", progress=progress
        )

    def _present(self, jar: Jar) -> bool:
        try:
            return (self.folder / jar.name).stat().st_size == jar.size
        except OSError:
            return False


def _maven_central() -> str:
    from jgo.constants import MAVEN_CENTRAL_URL  # slow to import, and seldom needed

    return str(MAVEN_CENTRAL_URL)
