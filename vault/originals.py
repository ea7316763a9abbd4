"""Originals: the exact bytes received, kept under their SHA-256, compressed, read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from marionet.errors import LoadError, NotFound, VaultError
from vault.folders import flush, scratch, told

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was received."""

    sha256: str
    size: int  # bytes, before compression
    known: bool  # True: the same bytes were in the vault already


class Originals:
    """The folder of originals.

    A file is written to a temporary name, made read-only, renamed and flushed to disk: under its
    final name it is whole or absent.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "originals"

    def path(self, sha256: str) -> Path:
        """Return where the original of that hash lies, present or not."""
        return self._folder / sha256[:2] / f"{sha256}.zst"

    def keep(self, source: BinaryIO, *, at_once: bool = True) -> Original:
        """Store every byte of `source`; a known content is not written twice.

        A file is hashed before it is packed: hashing is cheap, packing 10 GB again is not, and
        two hashes that differ show that somebody writes to it.

        Args:
            source: Read from where it stands to its end.
            at_once: Have the disk keep it now; else the caller calls `flush` later.

        Raises:
            LoadError: The file changed while it was read; nothing is left behind.
            VaultError: The disk is full or the folder is not writable; nothing is left behind.
        """
        before = _measure(source) if source.seekable() else None
        if before and self.path(before[0]).exists():
            return Original(*before, known=True)
        with scratch(self._root, "original") as folder, told(self._root, "The original"):
            found = _pack(source, folder / "incoming")
            if before and found != before:
                raise LoadError(
                    "The file changed while it was read. Wait until what writes to it has ended, "
                    "or load a copy."
                )
            known = self._settle(folder / "incoming", found[0])
        if at_once and not known:
            self.flush([found[0]])
        return Original(*found, known)

    def _settle(self, incoming: Path, sha256: str) -> bool:
        final = self.path(sha256)
        if final.exists():
            return True
        incoming.chmod(0o444)
        final.parent.mkdir(parents=True, exist_ok=True)
        incoming.rename(final)
        return False

    def flush(self, hashes: Iterable[str]) -> None:
        """Have the disk keep these originals.

        Raises:
            VaultError: The disk refuses.
        """
        paths = [self.path(sha256) for sha256 in hashes]
        with told(self._root, "The original"):
            for path in (*paths, *{path.parent for path in paths}):
                flush(path)

    def discard(self, original: Original) -> None:
        """Take an original out again that nothing refers to, since its load failed."""
        if not original.known:
            self.path(original.sha256).unlink(missing_ok=True)

    @contextmanager
    def open(self, sha256: str) -> Generator[BinaryIO]:
        """Open the original bytes for reading.

        Raises:
            NotFound: There is no original with this hash.
        """
        path = self.path(sha256)
        if not path.exists():
            raise NotFound(f"There is no original with SHA-256 {sha256} in {self._folder}.")
        with (
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as bytes_in,
        ):
            yield cast("BinaryIO", bytes_in)

    def verify(self, sha256: str) -> None:
        """Read the original again and compare its hash.

        Raises:
            NotFound: There is no original with this hash.
            VaultError: The bytes have changed.
        """
        digest = hashlib.sha256()
        try:
            with self.open(sha256) as file:
                while chunk := file.read(CHUNK_BYTES):
                    digest.update(chunk)
        except zstandard.ZstdError as error:
            raise VaultError(f"The original {sha256} is damaged ({error}).") from error
        if digest.hexdigest() != sha256:
            raise VaultError(f"The original {sha256} is damaged: its bytes hash to another value.")


def _measure(source: BinaryIO) -> tuple[str, int]:
    """Return the SHA-256 and size of what is left of `source`, which then stands as before."""
    start = source.tell()
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    source.seek(start)
    return digest.hexdigest(), size


def _pack(source: BinaryIO, target: Path) -> tuple[str, int]:
    """Compress `source` to `target`; return the SHA-256 and size of the bytes."""
    digest = hashlib.sha256()
    size = 0
    packer = zstandard.ZstdCompressor(level=3)
    with target.open("wb") as file, packer.stream_writer(file, closefd=False) as packed:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            packed.write(chunk)
    return digest.hexdigest(), size
