"""What a source remembers from one collection to the next: cursor, last id, ETag."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from marionet.errors import CollectError
from vault.folders import flush


def read_state(path: Path) -> dict[str, Any]:
    """Return what is remembered; empty where there is nothing yet.

    Raises:
        CollectError: The file is damaged.
    """
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise CollectError(
            f"{path} is damaged ({error}). Remove it: the collection then starts with what is new."
        ) from error


def write_state(path: Path, state: dict[str, Any]) -> None:
    """Put a new state in the place of the old one: whole or not at all."""
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(msgspec.json.encode(state))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    flush(path.parent)
