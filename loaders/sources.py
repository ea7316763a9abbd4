"""What is to be loaded: files, folders, patterns and standard input, packed or not."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import BinaryIO

import zstandard

from loaders.format import SNIFF_BYTES
from marionet.errors import LoadError, UsageError

STDIN = "-"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_MAX_WINDOW_BYTES = 1 << 27  # what `zstd -d` accepts without being asked


def find_files(paths: list[str]) -> list[tuple[Path, bool]]:
    """Return the files that these paths name, sorted within each, none twice; `-` stays as it is.

    With each goes whether it was named itself: those found in a folder or by a pattern may be of
    any kind. Files whose name begins with a dot are passed over in folders.

    Raises:
        UsageError: There is no such file, or a folder or pattern with no file in it.
    """
    found: dict[Path, bool] = {}
    for path in paths:
        for file in _files_of(path):
            found[file] = found.get(file, False) or str(file) == str(Path(path))
    return list(found.items())


def _files_of(path: str) -> list[Path]:
    place = Path(path)
    if path == STDIN or place.is_file():
        return [place]
    if place.is_dir():
        files = [p for p in place.rglob("*") if p.is_file() and not _hidden(p, place)]
        if not files:
            raise UsageError(f"There is no file in the folder {path}.")
        return sorted(files)
    if place.exists():
        return [place]  # a pipe
    found = glob(path, recursive=True)  # noqa: PTH207 - a pattern may be absolute
    files = [Path(p) for p in found if Path(p).is_file()]
    if not files:
        raise UsageError(f"There is no file {path}. Check the name, or give a folder or '-'.")
    return sorted(files)


def _hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


@contextmanager
def unpacked(file: BinaryIO, name: str) -> Generator[BinaryIO]:
    """Open what is inside a gzip or Zstandard file; anything else as it is.

    Raises:
        LoadError: The packed data is damaged or ends too early.
    """
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[arg-type]
    magic = buffered.peek(4)[:4]
    try:
        if magic.startswith(_GZIP):
            with gzip.GzipFile(fileobj=buffered) as inner:
                yield io.BufferedReader(inner, 1 << 20)  # type: ignore[arg-type]
        elif magic == _ZSTD:
            unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES)
            with unpacker.stream_reader(buffered, read_across_frames=True) as inner:
                yield io.BufferedReader(inner, 1 << 20)  # type: ignore[arg-type]
        else:
            yield buffered
    except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
        raise LoadError(
            f"{name} is damaged: it cannot be unpacked ({error}). Get the file again."
        ) from error


def head_of(path: Path) -> bytes:
    """Return the first unpacked bytes of a file, for recognising its format."""
    with path.open("rb") as file, unpacked(file, path.name) as inner:
        return inner.read(SNIFF_BYTES)
