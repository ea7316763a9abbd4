"""What is to be loaded: files, folders, patterns and standard input."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

from loaders.format import SNIFF_BYTES
from loaders.reading.packing import unpacked
from marionet.errors import LoadError, UsageError
from vault import Vault
from vault.folders import scratch, told

STDIN = "-"


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
        files = _walked(place)
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


def _walked(place: Path) -> list[Path]:
    """Return the files below a folder; links to folders are not followed, so there is no loop."""
    files: list[Path] = []
    for folder, inner, names in os.walk(place, onerror=_refuse):
        inner[:] = [name for name in inner if not name.startswith(".")]
        found = (Path(folder) / name for name in names if not name.startswith("."))
        files.extend(path for path in found if path.is_file())
    return files


def _refuse(error: OSError) -> None:
    raise LoadError(
        f"The folder {error.filename} cannot be read ({error.strerror}). Check its permissions."
    ) from error


@contextmanager
def standing(path: Path, vault: Vault) -> Generator[Path]:
    """Make a file of what can be read only once: standard input or a pipe."""
    if str(path) != STDIN and path.is_file():
        yield path
        return
    with scratch(vault.root, "incoming") as folder:
        with told(vault.root, "The input"), (folder / "input").open("wb") as copy:
            if str(path) == STDIN:
                shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
            else:
                with path.open("rb") as pipe:
                    shutil.copyfileobj(pipe, copy, 1 << 20)
        yield folder / "input"


def head_of(path: Path) -> bytes:
    """Return the first unpacked bytes of a file, for recognising its format."""
    with path.open("rb") as file, unpacked(file, path.name) as inner:
        return inner.read(SNIFF_BYTES)
