"""The coordination-network-toolkit (CNT), installed beside Marionet to compare with.

It has a virtual environment of its own, from the hashed requirements/cnt.lock, in the cache folder
that all workspaces share. It is made once, by pip with the index that pip is set to.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from marionet.errors import MarionetError
from marionet.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "cnt.lock"
DRIVER = Path(__file__).with_name("run_cnt.py")
_STAMP = ".complete"


def cnt_python() -> Path:
    """Return the Python that has CNT 1.5.2; installs it where it is not there yet.

    Raises:
        MarionetError: It cannot be installed.
    """
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = Settings().cache / "peers" / f"cnt-{digest}"
    home.parent.mkdir(parents=True, exist_ok=True)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    with FileLock(f"{home}.lock"):
        if not (home / _STAMP).exists():
            shutil.rmtree(home, ignore_errors=True)
            _call(sys.executable, "-m", "venv", home)
            _call(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *_pinned())
            (home / _STAMP).touch()
    return python


def _pinned() -> tuple[str | Path, ...]:
    return "--require-hashes", "-r", LOCK


def _call(*command: str | Path) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise MarionetError(
            "CNT 1.5.2, with which the networks are compared, cannot be installed "
            f"({said[-1].strip() if said else 'no reason given'}). Check the network and pip's "
            "index (PIP_INDEX_URL), then run the same command again."
        )


def cnt_command(database: Path, messages: Path, options: Sequence[str]) -> list[str | Path]:
    """Return the command that computes networks with CNT into a new database."""
    return [cnt_python(), DRIVER, database, messages, *options]


def cnt_edges(database: Path, layer: str) -> dict[tuple[str, str], int]:
    """Return the weight of every edge that CNT found, loops too."""
    with sqlite3.connect(database) as connection:
        # the name of a table cannot be a parameter; `layer` comes from the list of ours
        rows = connection.execute(f"SELECT user_1, user_2, weight FROM {layer}_network")  # noqa: S608
        return {(one, other): weight for one, other, weight in rows}
