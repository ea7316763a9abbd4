"""Alerts as lines of JSON in a file; each once, also after a crash between writing and noting."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from watching.channel import DeliveryFailed

_OURS: Final = b'{"schema":"marionet-alert-'


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Appends to a file.

    Attributes:
        path: The file; made with mode 0600 where it is missing.
    """

    path: Path

    @property
    def name(self) -> str:
        """`file:` and the path."""
        return f"file:{self.path}"

    def send(self, content: Mapping[str, Any]) -> None:
        """Append the alert as a line, unless it stands there already.

        Raises:
            DeliveryFailed: The file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise DeliveryFailed(f"{self.path} is no file. Name one with --to.", final=True)
            with os.fdopen(descriptor, "rb+") as file:
                _append(file, content)
        except OSError as error:
            raise DeliveryFailed(
                f"{self.path} cannot be written ({error.strerror}). Free space, or name another "
                "file with --to."
            ) from error


def _append(file: BinaryIO, content: Mapping[str, Any]) -> None:
    *whole, rest = file.read().split(b"\n")
    cut_off = bool(rest) and _OURS.startswith(rest[: len(_OURS)]) and not _is_json(rest)
    wanted = f'"alert_id":"{content["alert_id"]}"'.encode()
    if any(wanted in line for line in (*whole, b"" if cut_off else rest)):
        return
    line = msgspec.json.encode(dict(content)) + b"\n"
    if cut_off:  # by a crash while an alert was written
        file.truncate(sum(len(line) + 1 for line in whole))
    elif rest:
        line = b"\n" + line
    file.seek(0, os.SEEK_END)
    file.write(line)
    file.flush()
    os.fsync(file.fileno())


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except msgspec.DecodeError:
        return False
    return True
