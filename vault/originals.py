"""Originals: the exact bytes received, kept under their SHA-256, compressed, read-only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from marionet.errors import NotFound, VaultError

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was received."""

    sha256: str
    size: int  # bytes, before compression
    known: bool  # True: the same bytes were in the vault already


class Originals:
    """The folder of originals.

    A file is written to a temporary name, flushed to disk, made read-only and renamed: under its
    final name it is whole or absent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the original of that hash lies, present or not."""
        return self._folder / sha256[:2] / f"{sha256}.zst"

    def keep(self, source: BinaryIO) -> Original:
        """Store every byte of `source`; a known content is not written twice.

        Raises:
            VaultError: The disk is full or the folder is not writable; nothing is left behind.
        """
        digest = hashlib.sha256()
        size = 0
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".incoming-")
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as packed,
            ):
                while chunk := source.read(CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
                    packed.write(chunk)
                packed.flush(zstandard.FLUSH_FRAME)
                file.flush()
                os.fsync(file.fileno())
            final = self.path(digest.hexdigest())
            known = final.exists()
            if not known:
                Path(name).chmod(0o444)
                final.parent.mkdir(exist_ok=True)
                Path(name).rename(final)
        except OSError as error:
            raise VaultError(
                f"The original cannot be written to {self._folder} ({error.strerror}). "
                "Free space on that disk or choose another workspace with --home."
            ) from error
        finally:
            Path(name).unlink(missing_ok=True)
        return Original(digest.hexdigest(), size, known)

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """Open the original bytes for reading.

        Raises:
            NotFound: There is no original with this hash.
        """
        path = self.path(sha256)
        if not path.exists():
            raise NotFound(f"There is no original with SHA-256 {sha256} in {self._folder}.")
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as bytes_in:
            yield bytes_in  # type: ignore[misc]

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
