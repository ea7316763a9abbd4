"""A store that is made aside and takes the place of the old one whole, or not at all.

A kill leaves a folder `incoming-*`. Without the file `ready` in it the new store is not whole: the
next start of the server removes it, and the graph is as before. With that file the new store is
about to take its place: the next start goes on with that.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.embedded.home import ServerHome
from graph.embedded.import_tool import end_orphan
from vault.folders import flush

_PREFIX: Final = "incoming-"
_READY: Final = "ready"
_PARTS: Final = ("databases", "transactions")


@contextmanager
def incoming(home: ServerHome) -> Generator[Path]:
    """Make a folder for a new store; it goes away with the block, whatever was not adopted.

    Hold the lock of the server.
    """
    recover(home)
    folder = home.folder / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        if not (folder / _READY).exists():
            shutil.rmtree(folder, ignore_errors=True)


def adopt(home: ServerHome, folder: Path, database: str) -> None:
    """Put the store in `folder/data` in the place of the database's; the server must be stopped."""
    for path in (folder / "data").rglob("*"):
        if path.is_file():
            flush(path)
    (folder / _READY).write_text(database + "\n", "utf-8")
    flush(folder / _READY)
    flush(folder)
    _swap(home, folder)


def recover(home: ServerHome) -> None:
    """Finish or clear away what a killed import has left; hold the lock of the server."""
    for folder in sorted(home.folder.glob(_PREFIX + "*")):
        if (folder / _READY).exists():
            _swap(home, folder)
        else:
            end_orphan(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _swap(home: ServerHome, folder: Path) -> None:
    """Safe to repeat: a part that is no longer in the folder has its place already."""
    database = (folder / _READY).read_text("utf-8").strip()
    for part in _PARTS:
        new, place = folder / "data" / part / database, home.data / part / database
        if not new.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            place.rename(folder / f"former-{part}")
        new.rename(place)
        flush(place.parent)
    shutil.rmtree(folder / "input", ignore_errors=True)
    (folder / _READY).unlink()  # from here on it is only rubbish
    shutil.rmtree(folder, ignore_errors=True)
