"""From paths to files on the disk: found, copied from a pipe, taken out of an archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from loaders.reading.archives import members_of, open_archive
from loaders.reading.sources import STDIN, find_files, standing
from loaders.report import LoadReport
from loaders.storing.siblings import Files, files_beside, files_inside
from loaders.storing.target import Target
from marionet.errors import LoadError
from vault import Original
from vault.folders import scratch

SMALL_BYTES = 1 << 20
CROWD = 20
"""So many small files in one place are loaded together."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to load.

    Attributes:
        path: Where it stands until the next is asked for.
        name: What people call it: its name, or its path inside an archive.
        named: Whether the user named it: those found in a folder may be of any kind.
        place: The folder or the archive that it is in.
        crowd: Whether it is one of many small files there.
        within: SHA-256 of the archive; empty where it is in none.
        beside: What the files beside it say that a format may ask for.
    """

    path: Path
    name: str
    named: bool
    place: str
    crowd: bool
    within: str = ""
    beside: Files = field(default_factory=dict[str, bytes])


class Inputs:
    """The files that some paths name; those of archives one by one.

    Raises:
        UsageError: A path is wrong.
    """

    def __init__(self, target: Target, paths: list[str]) -> None:
        self._target = target
        self._files = find_files(paths)
        self._small = Counter(str(path.parent) for path, _ in self._files if _is_small(path))
        self.archives: list[Original] = []

    def found(self) -> Generator[Input | LoadReport]:
        """Yield the files; a report for each that is passed over.

        Raises:
            LoadError: A file that the user named cannot be read.
        """
        for path, named in self._files:
            name = "stdin" if str(path) == STDIN else path.name
            try:
                with standing(path, self._target.vault) as stands:
                    yield from self._opened(stands, path, name, named=named)
            except OSError as error:
                reason = f"it cannot be read ({error.strerror}). Check its permissions."
                if named:
                    raise LoadError(f"{name}: {reason}") from error
                yield LoadReport(name, failed=reason)

    def _opened(
        self, stands: Path, path: Path, name: str, *, named: bool
    ) -> Iterator[Input | LoadReport]:
        place = str(path.parent)
        crowd = _is_small(stands) and self._small[place] >= CROWD
        try:
            with open_archive(stands, name) as archive:
                if archive is not None:
                    yield from self._members(stands, name)
                    return
        except LoadError as error:
            if named:
                raise
            yield LoadReport(name, skipped=error.message)
            return
        yield Input(stands, name, named, place, crowd, beside=files_beside(path))

    def _members(self, stands: Path, name: str) -> Iterator[Input | LoadReport]:
        vault = self._target.vault
        before = _signature(stands)
        with self._target.progress.step(f"keeping {name}"), stands.open("rb") as file:
            original = vault.originals.keep(file)
        self.archives.append(original)
        with scratch(vault.root, "archive") as folder, open_archive(stands, name) as archive:
            assert archive is not None  # noqa: S101 - the caller looked
            crowd = sum(size <= SMALL_BYTES for _, size, _ in archive.listed()) >= CROWD
            beside = files_inside(archive)
            for member in members_of(archive, name, folder):
                if member.path is None:
                    yield LoadReport(member.name, skipped=f"refused: {member.refused}")
                    continue
                yield Input(
                    path=member.path,
                    name=member.name,
                    named=False,
                    place=original.sha256,
                    crowd=crowd and member.size <= SMALL_BYTES,
                    within=original.sha256,
                    beside=beside.get(str(PurePosixPath(member.name).parent), {}),
                )
        if _signature(stands) != before:
            raise LoadError(f"{name} changed while it was read. Load a copy.")


def _is_small(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= SMALL_BYTES


def _signature(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
