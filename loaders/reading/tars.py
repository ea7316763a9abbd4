"""Tar files, packed or not, read from front to end."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from loaders.reading.packing import unpacked
from marionet.errors import LoadError

MAX_NAME_BYTES = 1 << 16
_BLOCK = 512
_NAMES = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def is_tar(head: bytes) -> bool:
    """Whether these first 512 bytes are the header of a tar file: its checksum says so."""
    if len(head) < _BLOCK or not head[:100].strip(b"\0"):
        return False
    try:
        wanted = int(head[148:156].strip(b"\0 ") or b"-1", 8)
    except ValueError:
        return False
    return wanted == sum(head[:148]) + 8 * ord(" ") + sum(head[156:_BLOCK])


class TarArchive:
    """A tar file; see `loaders.reading.archives.Archive`."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name

    @contextmanager
    def _opened(self) -> Generator[tarfile.TarFile]:
        try:
            with (
                self._path.open("rb") as raw,
                unpacked(raw, self._name) as file,
                tarfile.open(fileobj=file, mode="r|", tarinfo=_Header) as tar,
            ):
                yield tar
        except (tarfile.TarError, _BadHeaderError) as error:
            raise LoadError(f"{self._name} is damaged ({error}). Get the file again.") from error

    def listed(self) -> Iterator[tuple[str, int, str]]:
        """Yield name, size and reason of refusal of each file."""
        with self._opened() as tar:
            for info in tar:
                if not info.isdir():
                    yield info.name, info.size, _refusal(info)

    def opened(self) -> Iterator[tuple[str, BinaryIO | None]]:
        """Yield name and content of each file."""
        with self._opened() as tar:
            for info in tar:
                if info.isdir():
                    continue
                file = None if _refusal(info) else tar.extractfile(info)
                yield info.name, cast("BinaryIO | None", file)


def _refusal(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "it is a link"
    if not info.isreg():
        return "it is a device or pipe"
    return "it has holes" if info.issparse() else ""


class _BadHeaderError(Exception):
    """A header in the middle is damaged; the module would take it for the end."""


class _Header(tarfile.TarInfo):
    """A header that tells when it is damaged, or when its name would fill the memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        return _checked(super().frombuf, buf, encoding, errors)

    @classmethod
    def _frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str, **more: Any) -> Self:
        # Newer releases of Python read headers by this one, and do not call the other.
        inner: Any = super()._frombuf  # type: ignore[misc]
        return _checked(inner, buf, encoding, errors, **more)


def _checked(read: Callable[..., _Header], *given: Any, **more: Any) -> Any:
    try:
        found = read(*given, **more)
    except (tarfile.EmptyHeaderError, tarfile.EOFHeaderError):  # type: ignore[attr-defined]
        raise
    except tarfile.HeaderError as error:
        raise _BadHeaderError(str(error)) from error
    if found.type in _NAMES and found.size > MAX_NAME_BYTES:
        raise _BadHeaderError(f"a name of {found.size} bytes")
    return found
