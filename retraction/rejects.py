"""Rejects without a person: what could not be read may name it all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from retraction.rows import Eraser

REJECTS = "rejects.jsonl"


def names_rejected(path: Path, eraser: Eraser) -> bool:
    """Whether a file of rejects names the person."""
    return any(_is_own(line, eraser) for line in _lines(path))


def rejected_at(path: Path, eraser: Eraser) -> set[tuple[str, int]]:
    """Return name of the file and place of each reject that names the person."""
    found: set[tuple[str, int]] = set()
    for line in _lines(path):
        if _is_own(line, eraser):
            told = _told(line)
            line_number = told.get("line")
            place = line_number if isinstance(line_number, int) else 0
            found.add((str(told.get("file", "")), place))
    return found


def blank_rejects(path: Path, eraser: Eraser) -> None:
    """Write a file of rejects anew; of those that name the person only the place stays.

    The bytes are not written over: another name may have them.
    """
    lines = _lines(path)
    kept = [_blank(line, eraser) if _is_own(line, eraser) else line for line in lines]
    if kept != lines:
        new = path.with_suffix(".new")
        new.write_bytes(b"\n".join(kept) + b"\n")
        new.replace(path)


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def _is_own(line: bytes, eraser: Eraser) -> bool:
    if any(each in line for each in eraser.long_ids):
        return True
    lower = line.lower()
    return any(b'"' + name + b'"' in lower for name in eraser.names)


def _blank(line: bytes, eraser: Eraser) -> bytes:
    told = _told(line)
    kept = {"file": eraser.plain_name(str(told.get("file", ""))), "line": told.get("line")}
    return json.dumps({**kept, "reason": eraser.tombstone, "record": None}).encode()


def _told(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}  # cut off, or no UTF-8
