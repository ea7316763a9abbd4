"""Folders that appear whole or not at all, and leftovers of processes that died."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from marionet.errors import VaultError

STAGING = "staging"
RESUMABLE = "resume-"
"""How the name of a staging folder begins that another process may go on with."""
RESUMABLE_FOR = timedelta(days=14)

_PLACE = ".place"
"""Ending of the file that tells where a folder stood that gives way to another."""

_numbers = itertools.count(1)


@contextmanager
def told(root: Path, what: str) -> Generator[None]:
    """Turn a failure to write below `root` into a sentence.

    Raises:
        VaultError: The disk is full, or the folder is not writable.
    """
    try:
        yield
    except OSError as error:
        raise VaultError(
            f"{what} cannot be written to {root} ({error.strerror or error}). "
            "Free space on that disk or choose another workspace with --home."
        ) from error


def stage(root: Path, name: str) -> Path:
    """Make an empty folder for work in progress; its name ends with the process id.

    Raises:
        VaultError: It cannot be made.
    """
    folder = root / STAGING / f"{name}.{next(_numbers)}.{os.getpid()}"
    with told(root, "Work in progress"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    return folder


@contextmanager
def scratch(root: Path, name: str) -> Generator[Path]:
    """Make an empty folder that goes away with the block, or after `kill -9` with the next sweep.

    Raises:
        VaultError: It cannot be made.
    """
    folder = stage(root, name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, final: Path) -> None:
    """Flush every file below `folder` and rename it to its final name.

    What has that name already gives way to it, and is put back when the renaming fails, or by
    `sweep` where the process died meanwhile.
    """
    for path in (*sorted(folder.rglob("*")), folder):
        flush(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    former = folder.with_name(f"former-{folder.name}")
    place = former.with_name(former.name + _PLACE)
    if final.exists():
        place.write_text(str(final), "utf-8")
        flush(place)
        final.rename(former)
    try:
        folder.rename(final)
    except BaseException:
        if former.exists():
            former.rename(final)
        raise
    flush(final.parent)
    place.unlink(missing_ok=True)
    shutil.rmtree(former, ignore_errors=True)


def flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder, before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(root: Path) -> None:
    """Remove what processes that no longer run have left in the staging folder.

    Work that another process can go on with stays for `RESUMABLE_FOR`.
    """
    staging = root / STAGING
    if not staging.is_dir():
        return
    for folder in staging.iterdir():
        if folder.name.startswith(RESUMABLE) and not _old(folder):
            continue
        if folder.suffix == _PLACE:
            continue
        pid = folder.name.rpartition(".")[2]
        if not pid.isdigit() or not psutil.pid_exists(int(pid)):
            for place in (*folder.glob(f"*{_PLACE}"), folder.with_name(folder.name + _PLACE)):
                _put_back(place)
            shutil.rmtree(folder, ignore_errors=True)


def _put_back(place: Path) -> None:
    """Put a folder back that was to give way to another, which did not come."""
    if not place.exists():
        return
    former, final = place.with_suffix(""), Path(place.read_text("utf-8"))
    if former.exists() and not final.exists():
        former.rename(final)
    place.unlink()


def _old(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > RESUMABLE_FOR.total_seconds()
    except FileNotFoundError:  # another process took it
        return False


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a JSON object with sorted keys and a newline at its end."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object."""
    return json.loads(path.read_text("utf-8"))
