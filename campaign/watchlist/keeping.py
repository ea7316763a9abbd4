"""The watch list of a workspace: one file, replaced whole, the former one kept beside it."""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from campaign.watchlist.reading import parse_watchlist
from marionet.errors import WorkspaceError

FILE = "watchlist.yaml"


def example() -> str:
    """Return a commented watch list to begin with."""
    return files("campaign.watchlist").joinpath("example.yaml").read_text("utf-8")


def kept_at(home: Path) -> Path:
    """Return where the watch list of a workspace lies."""
    return home / FILE


def keep_watchlist(home: Path, content: bytes, file: str) -> Path | None:
    """Make this the watch list of a workspace.

    Args:
        home: Folder of the workspace; it exists.
        content: The list.
        file: What it is called in errors.

    Returns:
        Where the former list is now; None where there was none, or the same.

    Raises:
        UsageError: The list is wrong; nothing was changed.
        WorkspaceError: It cannot be written; nothing was changed.
    """
    parse_watchlist(content, file)
    path = kept_at(home)
    former = path.with_suffix(".yaml.bak")
    try:
        before = path.read_bytes() if path.exists() else None
        if before == content:
            return None
        if before is not None:
            _write(former, before)
        _write(path, content)
    except OSError as error:
        raise WorkspaceError(
            f"The watch list cannot be written to {path} ({error.strerror or error}). Free space "
            "or check the permissions."
        ) from error
    return former if before is not None else None


def _write(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
