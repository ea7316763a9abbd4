"""Files inside archives: zip and tar, packed or not, opened one after the other.

Nothing is ever written under the name of a member. What could only harm is refused with a reason:
names that lead out of the archive, links and devices, entries that overlap, sizes that nobody's
disk would hold.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from loaders.reading.packing import DAMAGED, damaged, unpacked
from loaders.reading.tars import TarArchive, is_tar
from loaders.reading.zips import ZipArchive
from marionet.errors import LoadError

MAX_MEMBERS = 100_000
MAX_DEPTH = 2
"""An archive inside an archive is opened, one inside that is not."""
DISK_SHARE = 0.5
"""Of the free disk, what an archive may unpack to."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DRIVE = re.compile(r"^[A-Za-z]:")


class Archive(Protocol):
    """A zip or tar file that is open."""

    def listed(self) -> Iterator[tuple[str, int, str]]:
        """Yield name, size in bytes and, where it will not be opened, the reason of each file."""
        ...

    def opened(self) -> Iterator[tuple[str, BinaryIO | None]]:
        """Yield name and content of each file, in the order of `listed`; None for refused ones."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive.

    Attributes:
        name: Its path inside, for people; never a path on the disk.
        path: Where its bytes stand until the next member is asked for; None where it was refused.
        size: Bytes.
        refused: Why it is not opened.
    """

    name: str
    path: Path | None
    size: int
    refused: str = ""


@contextmanager
def open_archive(path: Path, name: str) -> Generator[Archive | None]:
    """Open an archive; None where the file is no archive.

    Raises:
        LoadError: It is damaged, encrypted or a bomb.
    """
    with path.open("rb") as raw, unpacked(raw, name) as file:
        head = file.read(512)
    with path.open("rb") as raw:
        bare = raw.read(4)
    if bare.startswith(_ZIP):
        with ZipArchive(path, name) as archive:
            yield archive
    elif is_tar(head):
        yield TarArchive(path, name)
    else:
        yield None


def members_of(
    archive: Archive, name: str, folder: Path, *, depth: int = 1, before: str = ""
) -> Iterator[Member]:
    """Yield the files of an archive, and those of archives inside it, in order.

    Hidden files and those that macOS adds are passed over.

    Args:
        archive: What `open_archive` gave.
        name: Its name, for people.
        folder: Where members are unpacked, one at a time.
        depth: How many archives this one is in, with itself.
        before: Path of this archive inside another one.

    Raises:
        LoadError: The archive is damaged or a bomb.
    """
    refused = _checked(archive, name, shutil.disk_usage(folder).free)
    for number, (inner, file) in enumerate(archive.opened()):
        shown = before + printable(inner)
        if _hidden(inner):
            continue
        if file is None or number in refused:
            yield Member(shown, None, 0, refused.get(number, "it cannot be opened"))
            continue
        target = folder / f"member-{depth}"
        size = _unpack(file, target, shown)
        yield from _opened(Member(shown, target, size), folder, depth)


def _opened(member: Member, folder: Path, depth: int) -> Iterator[Member]:
    """Yield the member itself, or what is in it where it is an archive."""
    assert member.path is not None  # noqa: S101 - the caller unpacked it
    try:
        with open_archive(member.path, member.name) as inner:
            if inner is None:
                yield member
            elif depth >= MAX_DEPTH:
                yield Member(member.name, None, 0, "it is an archive in an archive in an archive")
            else:
                yield from members_of(
                    inner, member.name, folder, depth=depth + 1, before=f"{member.name}/"
                )
    except LoadError as error:
        yield Member(member.name, None, 0, error.message)


def _unpack(file: BinaryIO, target: Path, name: str) -> int:
    try:
        with target.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
            return copy.tell()
    except (*DAMAGED, zipfile.BadZipFile) as error:
        raise damaged(name, error) from error


def _checked(archive: Archive, name: str, free: int) -> dict[int, str]:
    """Return the members that are refused, by number, with the reason.

    Raises:
        LoadError: There are too many, or they are too big together.
    """
    refused: dict[int, str] = {}
    total = 0
    for number, (inner, size, why) in enumerate(archive.listed()):
        if number >= MAX_MEMBERS:
            raise LoadError(
                f"{name} holds more than {MAX_MEMBERS:,} files. Unpack it and load the folder."
            )
        total += size
        if reason := why or _bad_name(inner):
            refused[number] = reason
    if total > free * DISK_SHARE:
        raise LoadError(
            f"{name} unpacks to {total >> 20:,} MB, more than half of the {free >> 20:,} MB free "
            "on the disk of the workspace. Free space, or choose another with --home."
        )
    return refused


def _bad_name(name: str) -> str:
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "its name is an absolute path"
    return "its name leads out of the archive" if ".." in parts else ""


def _hidden(name: str) -> bool:
    parts = [part for part in re.split(r"[/\\]", name) if part not in {".", ".."}]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def printable(name: str) -> str:
    """Return a name without what would upset a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name.removeprefix("./"))
