"""Folders that appear whole or not at all, and leftovers of processes that died."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import psutil

STAGING = "staging"


def stage(root: Path, name: str) -> Path:
    """Make an empty folder for work in progress; its name carries the process id."""
    folder = root / STAGING / f"{name}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def publish(folder: Path, final: Path) -> None:
    """Flush every file below `folder` and rename it to its final name in one step."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    final.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(final)


def sweep(root: Path) -> None:
    """Remove what processes that no longer run have left in the staging folder."""
    staging = root / STAGING
    if not staging.is_dir():
        return
    for folder in staging.iterdir():
        pid = folder.name.rpartition(".")[2]
        if not pid.isdigit() or not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a JSON object with sorted keys and a newline at its end."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object."""
    return json.loads(path.read_text("utf-8"))
